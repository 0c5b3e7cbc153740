export { type Engine, type EngineOptions, sharedEngine, startEngine } from './engine.ts';
export {
  createGru,
  type Gru,
  type GruBatch,
  type GruGradients,
  type GruPass,
  type GruShape,
  type GruWeights,
} from './gru.ts';
export { measurePeak } from './peak.ts';
export { createVectorTable, type TopK, type TopKQuery, type VectorTable } from './top-k.ts';
