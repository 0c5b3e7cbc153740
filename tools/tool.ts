import type { z } from 'zod';
import type { Ports } from './ports.ts';

/** What a tool may touch. No capability approves, sends or erases: those are not tools. */
export type Capability = 'read_one_customer' | 'read_aggregates';

/** Where tools are offered. */
export const surfaces = ['ask', 'retain'] as const;
export type Surface = (typeof surfaces)[number];

/** Something that an agent may do, as every surface sees it. */
export interface Tool<Name extends string, Input extends z.ZodType, Output extends z.ZodType> {
  readonly name: Name;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly capability: Capability;
  readonly surfaces: readonly Surface[];
  readonly run: (input: z.output<Input>, ports: Ports) => Promise<z.input<Output>>;
}

/** Declares a tool; its types follow from its schemas. */
export function defineTool<Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
  tool: Tool<Name, Input, Output>,
): Tool<Name, Input, Output> {
  return tool;
}
