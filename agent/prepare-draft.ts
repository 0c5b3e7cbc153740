import { type Cents, millisecondsPerDay } from '../config/index.ts';
import { type Draft, festivalEnd, mailTimeZone, newCouponCode, passed, riskReason } from '../retention/index.ts';
import { composeDraft, festivalOf, languageOfMail, type MailPlan } from './compose-draft.ts';
import type { RetainState } from './retain-state.ts';
import type { RetentionRoom } from './room.ts';
import { variantOf } from './variant.ts';

/** What the mail of a run is made from. */
export function planOf(
  room: RetentionRoom,
  state: Pick<RetainState, 'campaign' | 'customer_id' | 'facts' | 'products' | 'allotted'>,
): MailPlan {
  const { action, offer } = state.allotted;
  return {
    customer_id: state.customer_id,
    permission: state.facts!.permission,
    action,
    variant: variantOf(room, { campaign: state.campaign, customer: state.customer_id, action })?.name ?? null,
    offer: room.policy.offers.find(({ name }) => name === offer)!,
    products: state.products,
  };
}

/**
 * The whole draft, composed and checked, ready to be stored. Its coupon code is made here.
 * Throws when the composed mail does not pass: that is a fault of ours, never of a text.
 */
export async function prepareDraft(room: RetentionRoom, state: RetainState): Promise<Omit<Draft, 'status'>> {
  const { shop, policy } = room;
  const plan = planOf(room, state);
  const festival = festivalOf(room, plan);
  const { permission, activity } = state.facts!;
  const { usual_hour } = activity;
  const now = room.clock();
  // After its festival a mail would be late whenever it was approved.
  const ends = festival ? festivalEnd(festival, now, shop.time_zone) : null;
  const lasts = now.getTime() + policy.draft_valid_days * millisecondsPerDay;
  const expires = new Date(Math.min(lasts, ends?.getTime() ?? lasts));
  const { offer } = plan;
  // Counted from the last day on which the draft may be approved: every customer has at least the promised days.
  const until = offer.kind === 'none' ? null : new Date(expires.getTime() + offer.valid_days * millisecondsPerDay);
  const { content, checks } = await composeDraft(room, plan, {
    text: state.text!,
    coupon: until && { code: newCouponCode(room.randomBytes), until },
  });
  if (!passed(checks)) {
    throw new Error(
      `the mail for ${state.customer_id} does not pass: ${JSON.stringify(checks.filter((check) => !check.ok))}`,
    );
  }
  return {
    draft_id: state.draft_id,
    campaign: state.campaign,
    customer_id: state.customer_id,
    created_at: now.toISOString(),
    expires_at: expires.toISOString(),
    expected_profit: state.chosen!.expected_profit,
    worst_case_cost: state.chosen!.worst_case_cost as Cents,
    plan: {
      channel: 'email',
      action: plan.action,
      variant: plan.variant,
      offer,
      currency: shop.currency,
      language: languageOfMail(room, plan),
      products: state.products,
      reason: riskReason(state.facts!.score!),
      consent: permission.email === 'given' ? 'given' : 'unknown',
      ends_at: ends?.toISOString() ?? null,
      send_at:
        policy.send_at === 'usual_hour' && usual_hour !== null
          ? { hour: usual_hour, time_zone: mailTimeZone(permission.time_zone, shop) }
          : null,
    },
    content,
    authorship: {
      written_by: state.written_by!,
      written_by_reason: state.written_by_reason,
      text: state.text!,
      verdicts: [
        ...state.attempts.map(({ attempt, checks }) => ({ attempt, checks })),
        { attempt: 'the finished mail', checks },
      ],
    },
  };
}
