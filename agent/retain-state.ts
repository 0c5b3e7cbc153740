import { Annotation } from '@langchain/langgraph';
import type { Alternative, CustomerFacts, DraftText, RecommendedProduct, Stop } from '../retention/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { Attempt } from './write-draft.ts';

/** How a run for one customer ended, or where it waits. */
export type RetainOutcome = 'stopped' | 'waiting' | 'queued' | 'held' | 'rejected' | 'undecided';

/**
 * What a run of the retain graph remembers between its steps. It lies in checkpoints, so it holds no personal data: ids are pseudonymous,
 * texts still have their placeholders.
 */
export const RetainState = Annotation.Root({
  campaign: Annotation<string>,
  customer_id: Annotation<CustomerId>,
  /** The thread's id is the draft's id. */
  draft_id: Annotation<string>,
  /** What the segment's budget was shared out for; the run does this or nothing. */
  allotted: Annotation<{ readonly action: string; readonly offer: string }>,
  facts: Annotation<CustomerFacts | null>,
  products: Annotation<readonly RecommendedProduct[]>,
  chosen: Annotation<Alternative | null>,
  stop: Annotation<Stop | null>,
  text: Annotation<DraftText | null>,
  written_by: Annotation<'model' | 'template' | null>,
  written_by_reason: Annotation<string>,
  attempts: Annotation<readonly Attempt[]>,
  may_try_again: Annotation<boolean>,
  outcome: Annotation<RetainOutcome | null>,
});

export type RetainState = typeof RetainState.State;
export type RetainUpdate = typeof RetainState.Update;
