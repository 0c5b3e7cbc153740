export { activate, writeConstants } from './activation';
export { gatherGradients, gradientFloats, packedFloats, packWeights } from './gru-weights';
export { work } from './queue';
export { packItems } from './softmax';
