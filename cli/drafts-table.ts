import { formatMoney } from '../config/index.ts';
import { type Draft, describeRisk } from '../retention/index.ts';
import { clip, table } from './table.ts';

const widest = { customer: 14, products: 44 };

/** Drafts as people scan them: who, why, what it gives, what it shows, what it is expected to earn. */
export function draftsTable(drafts: readonly Draft[], locale: string): string {
  const header = ['draft', 'customer', 'why', 'offer', 'products', 'profit', 'by'];
  const rows = drafts.map(({ draft_id, customer_id, plan, expected_profit, authorship }) => [
    draft_id,
    clip(customer_id, widest.customer),
    describeRisk(plan.reason),
    plan.variant ? `${plan.offer.name} (${plan.variant})` : plan.offer.name,
    clip(plan.products.map((product) => product.title).join(' · '), widest.products),
    formatMoney(expected_profit, plan.currency, locale),
    authorship.written_by,
  ]);
  return table(header, rows);
}
