import { type Cents, millisecondsPerDay } from '../config/index.ts';
import {
  addressHash,
  composeMail,
  consentNow,
  type Draft,
  dayInWords,
  festivalEnd,
  languageOf,
  linkHosts,
  mailLocale,
  mailTimeZone,
  newCouponCode,
  offerInWords,
  passed,
  plainAddress,
  riskReason,
  unsubscribeToken,
  verifyContent,
} from '../retention/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { RetainState } from './retain-state.ts';
import { actionOf, mailValues, type RetentionRoom } from './room.ts';
import { templateNames } from './template-names.ts';

/** What every step that touches the mail's words needs: its language, the offer, and the placeholders' values, with the customer's own first name in them. */
export async function mailOf(
  room: RetentionRoom,
  state: Pick<RetainState, 'customer_id' | 'facts' | 'products' | 'allotted'>,
) {
  const { shop, policy, words } = room;
  const permission = state.facts!.permission;
  const language = languageOf(permission.locale, shop.locale);
  const locale = mailLocale(language, permission.locale, shop);
  const offer = policy.offers.find((known) => known.name === state.allotted.offer)!;
  const offerWords = offerInWords(offer, words.mail[language], shop, locale);
  const profile = await room.ports.profile(state.customer_id);
  const { festival } = actionOf(room, state.allotted.action);
  const named = policy.festivals.find(({ name }) => name === festival);
  const { values, products } = mailValues(room, {
    firstName: profile?.firstName ?? null,
    products: state.products,
    offer: offerWords,
    festival: named ? named[language] : null,
    locale,
  });
  return { language, locale, offer, offerWords, festival: named, values, products };
}

/** From whom, to whom, and how to end it: all that stands around the mail and is approved with it. */
async function envelopeOf({ ports, store, delivery }: RetentionRoom, customer: CustomerId) {
  const profile = await ports.profile(customer);
  const address = profile?.email ? plainAddress(profile.email) : null;
  const recipient = address === null ? null : addressHash(store.keys, address);
  return {
    recipient,
    sender: delivery.from ?? null,
    reply_to: delivery.reply_to ?? null,
    unsubscribe:
      recipient !== null && delivery.unsubscribe_url
        ? {
            url: `${delivery.unsubscribe_url}${unsubscribeToken(store.keys, recipient)}`,
            email: delivery.unsubscribe_email ?? null,
          }
        : null,
    postal_address: delivery.postal_address ?? null,
    consent_version: consentNow(store, customer, profile).version,
  };
}

/**
 * The whole draft, composed and checked, ready to be stored. Its coupon code is made here, so that what is previewed, approved and sent are the same bytes.
 * Throws when the composed mail does not pass: that is a fault of ours, never of a text.
 */
export async function prepareDraft(room: RetentionRoom, state: RetainState): Promise<Omit<Draft, 'status'>> {
  const { shop, policy, words } = room;
  const { language, locale, offer, offerWords, festival, values, products } = await mailOf(room, state);
  const { permission, activity } = state.facts!;
  const { usual_hour } = activity;
  const zone = mailTimeZone(permission.time_zone, shop);
  const now = room.clock();
  // After its festival a mail would be late whenever it was approved.
  const ends = festival ? festivalEnd(festival, now, shop.time_zone) : null;
  const lasts = now.getTime() + policy.draft_valid_days * millisecondsPerDay;
  const expires = new Date(Math.min(lasts, ends?.getTime() ?? lasts));
  // Counted from the last day on which the draft may be approved: every customer has at least the promised days.
  const until = offer.kind === 'none' ? null : new Date(expires.getTime() + offer.valid_days * millisecondsPerDay);
  const code = until && newCouponCode(room.randomBytes);
  const template = words.template(templateNames(actionOf(room, state.allotted.action)), language);
  const envelope = await envelopeOf(room, state.customer_id);
  const { mail, frame } = await composeMail({
    text: state.text!,
    values,
    words: words.mail[language],
    language,
    shop,
    products,
    offer:
      until && code && offerWords
        ? {
            words: offerWords,
            code,
            until: dayInWords(until, locale, zone),
            stacks: offer.kind !== 'none' && offer.stacks,
          }
        : null,
    foot: { postalAddress: envelope.postal_address, unsubscribeUrl: envelope.unsubscribe?.url ?? null },
  });
  const content = {
    ...mail,
    coupon_code: code,
    offer_valid_until: until?.toISOString() ?? null,
    template_version: `${template.name}@${template.version} mail@${words.mail[language].version}`,
    ...envelope,
  };
  const checks = verifyContent(content, linkHosts(shop, room.delivery), frame);
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
      action: state.allotted.action,
      offer,
      currency: shop.currency,
      language,
      products: state.products,
      reason: riskReason(state.facts!.score!),
      consent: permission.email === 'given' ? 'given' : 'unknown',
      ends_at: ends?.toISOString() ?? null,
      send_at: policy.send_at === 'usual_hour' && usual_hour !== null ? { hour: usual_hour, time_zone: zone } : null,
    },
    content,
    authorship: {
      written_by: state.written_by!,
      written_by_reason: state.written_by_reason,
      verdicts: [
        ...state.attempts.map(({ attempt, checks }) => ({ attempt, checks })),
        { attempt: 'the finished mail', checks },
      ],
    },
  };
}
