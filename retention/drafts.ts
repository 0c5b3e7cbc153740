import type { Cents } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { commitBudget, releaseBudget } from './campaigns.ts';
import type { Draft, DraftStatus } from './draft.ts';
import type { Store } from './store.ts';

interface StoredDraft extends Omit<Draft, 'plan' | 'content' | 'authorship'> {
  readonly plan: string;
  readonly content: string;
  readonly authorship: string;
}

/** What became of an attempt to store a draft. */
export type StoreOutcome = 'stored' | 'already_there' | 'over_budget' | 'over_budget_per_day';

const insert = `
  INSERT INTO drafts (draft_id, campaign, customer_id, status, created_at, expires_at, expected_profit, worst_case_cost, plan, content, authorship)
  VALUES (@draft_id, @campaign, @customer_id, 'waiting', @created_at, @expires_at, @expected_profit, @worst_case_cost, @plan, @content, @authorship)`;
const noLimit = Number.POSITIVE_INFINITY as Cents;
const insertCoupon = `
  INSERT INTO coupons (code, draft_id, campaign, customer_id, offer, state, valid_until)
  VALUES (@code, @draft_id, @campaign, @customer_id, @offer, 'drafted', @valid_until)`;

/**
 * Stores a draft with its coupon and takes its worst-case cost out of the budgets of its campaign and its day, all in one transaction.
 * A customer has one draft a campaign: when there is one already nothing is changed; when a budget does not reach nothing is stored.
 */
export function storeDraft(store: Store, draft: Omit<Draft, 'status'>, budgetPerDay = noLimit): StoreOutcome {
  return store.writeSoon(() => {
    if (readDraftOf(store, draft.campaign, draft.customer_id)) return 'already_there';
    const budgeted = commitBudget(store, draft, budgetPerDay);
    if (budgeted !== 'committed') return budgeted;
    const { plan, content, authorship, ...row } = draft;
    store.database.prepare(insert).run({
      ...row,
      plan: JSON.stringify(plan),
      content: JSON.stringify(content),
      authorship: JSON.stringify(authorship),
    });
    if (content.coupon_code !== null) {
      store.database.prepare(insertCoupon).run({
        code: content.coupon_code,
        draft_id: draft.draft_id,
        campaign: draft.campaign,
        customer_id: draft.customer_id,
        offer: JSON.stringify(plan.offer),
        valid_until: content.offer_valid_until,
      });
    }
    return 'stored';
  });
}

/** The draft, or undefined. */
export function readDraft(store: Store, id: string): Draft | undefined {
  const row = store.database.prepare('SELECT * FROM drafts WHERE draft_id = ?').get(id);
  return row === undefined ? undefined : parse(row as StoredDraft);
}

/** The one draft of a customer in a campaign, or undefined. */
export function readDraftOf(store: Store, campaign: string, customer: CustomerId): Draft | undefined {
  const row = store.database
    .prepare('SELECT * FROM drafts WHERE campaign = ? AND customer_id = ?')
    .get(campaign, customer);
  return row === undefined ? undefined : parse(row as StoredDraft);
}

/** Drafts by status and campaign (all when left out), the most profitable first. */
export function listDrafts(
  store: Store,
  filter: { readonly status?: DraftStatus; readonly campaign?: string; readonly limit?: number },
): Draft[] {
  const rows = store.database
    .prepare(
      `SELECT * FROM drafts
       WHERE (@status IS NULL OR status = @status) AND (@campaign IS NULL OR campaign = @campaign)
       ORDER BY expected_profit DESC, draft_id LIMIT @limit`,
    )
    .all({ status: filter.status ?? null, campaign: filter.campaign ?? null, limit: filter.limit ?? -1 });
  return (rows as StoredDraft[]).map(parse);
}

/** The customers who have a draft in a campaign, whatever became of it. */
export function draftedCustomers(store: Store, campaign: string): Set<CustomerId> {
  const ids = store.database.prepare('SELECT customer_id FROM drafts WHERE campaign = ?').pluck().all(campaign);
  return new Set(ids as CustomerId[]);
}

/** Ends the drafts that nobody decided on in time, voids their codes and gives their costs back. Returns how many. */
export function expireDrafts(store: Store, now: Date): number {
  const due = `SELECT draft_id, campaign, worst_case_cost, created_at FROM drafts WHERE status = 'waiting' AND expires_at <= ?`;
  if (store.database.prepare(`${due} LIMIT 1`).get(now.toISOString()) === undefined) return 0;
  return store.writeSoon(() => {
    const rows = store.database.prepare(due).all(now.toISOString()) as Parameters<typeof endDraft>[1][];
    for (const row of rows) endDraft(store, row, 'expired');
    return rows.length;
  });
}

/** Ends a draft without effect: its code is void and its cost is free again. Must run in a transaction. */
export function endDraft(
  store: Store,
  draft: Pick<Draft, 'draft_id' | 'campaign' | 'worst_case_cost' | 'created_at'>,
  status: 'rejected' | 'expired',
): void {
  store.database.prepare('UPDATE drafts SET status = ? WHERE draft_id = ?').run(status, draft.draft_id);
  store.database.prepare(`UPDATE coupons SET state = 'void' WHERE draft_id = ?`).run(draft.draft_id);
  releaseBudget(store, draft);
}

function parse(row: StoredDraft): Draft {
  return {
    ...row,
    plan: JSON.parse(row.plan),
    content: JSON.parse(row.content),
    authorship: JSON.parse(row.authorship),
  };
}
