import type { z } from 'zod';
import { capabilities } from './capabilities.ts';
import { churnScore } from './churn-score.ts';
import { contactPermission } from './contact-permission.ts';
import { customerActivity } from './customer-activity.ts';
import { customerFeeling } from './customer-feeling.ts';
import { customerSegments } from './customer-segments.ts';
import { customerValue } from './customer-value.ts';
import { openCode } from './open-code.ts';
import type { Ports } from './ports.ts';
import { recommendedProducts } from './recommended-products.ts';
import type { Surface } from './tool.ts';
import { voiceOfCustomer } from './voice-of-customer.ts';

/** Every tool that there is. */
export const registry = [
  churnScore,
  contactPermission,
  customerActivity,
  customerFeeling,
  customerSegments,
  customerValue,
  openCode,
  recommendedProducts,
  voiceOfCustomer,
] as const;

type AnyTool = (typeof registry)[number];
export type ToolName = AnyTool['name'];
type ToolNamed<Name extends ToolName> = Extract<AnyTool, { name: Name }>;

/** The tools of one surface, bound to the rooms behind them. */
export interface Toolbox {
  readonly names: readonly ToolName[];
  /** Runs a tool; what goes in and what comes out is held against its schemas. Throws for a tool that this surface does not have. */
  call<Name extends ToolName>(
    name: Name,
    input: z.input<ToolNamed<Name>['input']>,
  ): Promise<z.output<ToolNamed<Name>['output']>>;
}

/** The toolbox of a surface: the tools that the committed table grants it, and no other. */
export function toolbox(surface: Surface, ports: Ports): Toolbox {
  const granted = new Map<string, AnyTool>();
  for (const tool of registry) {
    if (tool.surfaces.includes(surface) && capabilities[surface][tool.name] === tool.capability) {
      granted.set(tool.name, tool);
    }
  }
  return {
    names: [...granted.keys()] as ToolName[],
    async call<Name extends ToolName>(name: Name, input: z.input<ToolNamed<Name>['input']>) {
      const tool = granted.get(name);
      if (!tool) throw new Error(`the surface ${surface} has no tool ${name}`);
      const run = tool.run as (input: unknown, ports: Ports) => Promise<unknown>;
      return tool.output.parse(await run(tool.input.parse(input), ports)) as z.output<ToolNamed<Name>['output']>;
    },
  };
}
