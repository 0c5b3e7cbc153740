/** Settings, and the things that every room is handed: money, randomness, progress, and errors meant for people. */

export type { Action, Festival } from './action.ts';
export type { Delivery, Transport } from './delivery.ts';
export { type Language, languageOf, languages } from './language.ts';
export { loadConfig } from './load.ts';
export { type Cents, decimalsOf, formatMoney, fromCents, toCents } from './money.ts';
export { mostPerUse, type Offer, stacks } from './offer.ts';
export type { Policy } from './policy.ts';
export { type Progress, silent } from './progress.ts';
export { normal, type Random, seededRandom, shuffle } from './random.ts';
export { Config } from './schema.ts';
export {
  type LifecycleStage,
  lifecycleStages,
  type Operator,
  readSegment,
  type SegmentName,
  type SegmentTerm,
} from './segment.ts';
export { millisecondsPerDay } from './time.ts';
export { UserError } from './user-error.ts';
