import { Command } from '@langchain/langgraph';
import type { CustomerId } from '../warehouse/index.ts';
import type { RetainGraph } from './retain-graph.ts';
import type { RetainOutcome } from './retain-state.ts';

/** A run of the retain graph for one customer of a campaign, and what the segment's budget was shared out to it for. */
export interface RetainRun {
  readonly campaign: string;
  readonly customer_id: CustomerId;
  /** The thread's id is the draft's id. */
  readonly draft_id: string;
  readonly allotted: { readonly action: string; readonly offer: string };
}

/** The rows are the truth and every step may run again, so that one checkpoint at the interrupt is enough. */
const settings = (draft_id: string) => ({ configurable: { thread_id: draft_id }, durability: 'exit' as const });

/** Runs a thread from its beginning to its interrupt or its end. What an earlier run left in the thread plays no part. */
export async function runThread(graph: RetainGraph, run: RetainRun): Promise<void> {
  const fresh = {
    facts: null,
    products: [],
    chosen: null,
    stop: null,
    text: null,
    written_by: null,
    written_by_reason: '',
    attempts: [],
    may_try_again: true,
    outcome: null,
  };
  await graph.invoke({ ...run, ...fresh }, settings(run.draft_id));
}

/** Whether the thread waits for a person. One that was killed between its row and its interrupt does not yet. */
export async function isWaiting(graph: RetainGraph, draft_id: string): Promise<boolean> {
  const { next } = await graph.getState(settings(draft_id));
  return next.includes('await_approval');
}

/** Outcomes after which nothing more happens in a thread. */
const ends: readonly (RetainOutcome | null | undefined)[] = ['queued', 'held', 'rejected', 'undecided'];

/** Lets a thread go on to its end after a person's word was recorded. One that has ended stays as it is. */
export async function resumeThread(graph: RetainGraph, run: RetainRun): Promise<void> {
  const { next, values } = await graph.getState(settings(run.draft_id));
  if (ends.includes(values.outcome)) return;
  if (!next.includes('await_approval')) await runThread(graph, run);
  await graph.invoke(new Command({ resume: true }), settings(run.draft_id));
}
