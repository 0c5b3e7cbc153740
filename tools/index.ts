/** What an agent may do: one file a tool, each with its schemas and its capability. */
export { capabilities } from './capabilities.ts';
export type { Ports, ShopPorts } from './ports.ts';
export { type Capability, type Surface, surfaces } from './tool.ts';
export { registry, type Toolbox, type ToolName, toolbox } from './toolbox.ts';
export { warehousePorts } from './warehouse-ports.ts';
