import { type Progress, silent } from '../config/index.ts';
import {
  type Alternative,
  type Assessment,
  type Authorship,
  assess,
  type Campaign,
  countDecisions,
  decideSegment,
  draftedCustomers,
  expireDrafts,
  issueThread,
  openCampaign,
  readCampaign,
  readDraftOf,
  recordDecisions,
  untilFree,
  withheldCustomers,
} from '../retention/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { gatherFacts } from './gather-facts.ts';
import { inParallel } from './in-parallel.ts';
import type { RetainGraph } from './retain-graph.ts';
import { isWaiting, runThread } from './retain-thread.ts';
import { budgetLeft, frameOf, type RetentionRoom } from './room.ts';

export interface SegmentRequest {
  readonly campaign: string;
  readonly customers: readonly CustomerId[];
  /** The most drafts that the campaign shall have, counting those that it has already. */
  readonly limit?: number;
  /** Runs side by side, each with one question to the model at most. */
  readonly concurrency?: number;
  readonly onProgress?: Progress;
}

export interface SegmentReport {
  readonly campaign: Campaign;
  readonly considered: number;
  /** Customers who had their draft before this run. */
  readonly drafted_before: number;
  readonly drafted: number;
  /** `person`: somebody edited the draft while the run went on. */
  readonly written_by: Readonly<Record<Authorship['written_by'], number>>;
  /** How many customers of the campaign each rule stopped; under `chosen` those with a draft. */
  readonly decisions: Readonly<Record<string, number>>;
  /** Customers whose run ended with an error; the next run tries them again. */
  readonly failed: readonly { readonly customer_id: CustomerId; readonly message: string }[];
}

const defaultConcurrency = 8;
const gatherConcurrency = 64;
const rowsPerTransaction = 1000;

/**
 * Drafts for a segment: gathers facts of every customer, decides over all of them within the budget that is left, records every decision,
 * and runs the retain graph for those chosen, the most profitable first. It may be killed anywhere and run again: customers who have a draft keep it, the rest are done.
 */
export async function retainSegment(
  room: RetentionRoom,
  graph: RetainGraph,
  request: SegmentRequest,
): Promise<SegmentReport> {
  const { store, policy, shop } = room;
  const onProgress = request.onProgress ?? silent;
  const { campaign } = request;
  await untilFree(() => openCampaign(store, { campaign, policy, currency: shop.currency, now: room.clock() }));
  await untilFree(() => expireDrafts(store, room.clock()));

  const before = draftedCustomers(store, campaign);
  const customers = [...new Set(request.customers)];
  const withheld = withheldCustomers(store, campaign);
  const open = customers.filter((customer) => !before.has(customer) && !withheld.has(customer));
  const failed: { customer_id: CustomerId; message: string }[] = [];
  const assessments = await assessAll(open);
  const decisions = decideSegment(assessments, {
    currency: shop.currency,
    ...budgetLeft(room, campaign),
    limit: Math.max(0, (request.limit ?? Number.MAX_SAFE_INTEGER) - before.size),
  });
  for (let start = 0; start < decisions.length; start += rowsPerTransaction) {
    const rows = decisions.slice(start, start + rowsPerTransaction);
    await untilFree(() => recordDecisions(store, campaign, rows, room.clock()));
  }

  const chosen = decisions.filter((decision) => decision.chosen !== null);
  let done = 0;
  onProgress(0, chosen.length, 'drafts');
  await inParallel(chosen, request.concurrency ?? defaultConcurrency, async ({ customer_id, chosen: allotted }) => {
    await attempt(customer_id, () => draftFor(customer_id, allotted!));
    onProgress(++done, chosen.length, 'drafts');
  });
  for (const customer of customers) if (before.has(customer)) await attempt(customer, () => bringToDoor(customer));

  const written_by = { model: 0, template: 0, person: 0 };
  let drafted = 0;
  for (const { customer_id } of chosen) {
    const draft = readDraftOf(store, campaign, customer_id);
    if (!draft) continue;
    drafted++;
    written_by[draft.authorship.written_by]++;
  }
  return {
    campaign: readCampaign(store, campaign)!,
    considered: customers.length,
    drafted_before: customers.filter((customer) => before.has(customer)).length,
    drafted,
    written_by,
    decisions: countDecisions(store, campaign),
    failed,
  };

  async function assessAll(segment: readonly CustomerId[]): Promise<Assessment[]> {
    const frame = frameOf(room, campaign);
    const assessments: Assessment[] = [];
    let gathered = 0;
    await inParallel(segment, gatherConcurrency, async (customer, index) => {
      try {
        assessments[index] = assess(await gatherFacts(room, { customer_id: customer, campaign }), frame);
      } catch (error) {
        failed.push({ customer_id: customer, message: (error as Error).message });
        const stop = { rule: 'no_facts', value: null, bound: null } as const;
        assessments[index] = { customer_id: customer, stop, alternatives: [] };
      }
      onProgress(++gathered, segment.length, 'customers');
    });
    return assessments;
  }

  /** One customer's fault is one customer's: the rest of the segment goes on. */
  async function attempt(customer_id: CustomerId, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      failed.push({ customer_id, message: (error as Error).message });
    }
  }

  async function draftFor(customer_id: CustomerId, { action, offer }: Alternative): Promise<void> {
    const draft_id = await untilFree(() =>
      issueThread(store, {
        campaign,
        customer: customer_id,
        now: room.clock(),
        ...(room.randomBytes ? { randomBytes: room.randomBytes } : {}),
      }),
    );
    await untilFree(() => runThread(graph, { campaign, customer_id, draft_id, allotted: { action, offer } }));
  }

  /** A run that was killed between storing its draft and its interrupt is taken to its interrupt. */
  async function bringToDoor(customer_id: CustomerId): Promise<void> {
    const { draft_id, status, plan } = readDraftOf(store, campaign, customer_id)!;
    if (status !== 'waiting' || (await isWaiting(graph, draft_id))) return;
    const allotted = { action: plan.action, offer: plan.offer.name };
    await untilFree(() => runThread(graph, { campaign, customer_id, draft_id, allotted }));
  }
}
