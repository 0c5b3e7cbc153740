/** Why a customer's scores are what they are, in plain words with numbers that add up. */
export { explain } from './explain.ts';
export { customerKinds, type ReasonKind, reasonKinds, stepKindsAt } from './feature-reasons.ts';
export type { Reason } from './reason.ts';
export { averageGap } from './reason-numbers.ts';
export { effectInWords, reasonInWords } from './words.ts';
