import { type Festival, type Offer, stacks } from '../config/index.ts';
import {
  addressHash,
  type ContactPermission,
  composeMail,
  consentNow,
  type DraftContent,
  type DraftText,
  dayInWords,
  imageHosts,
  type Language,
  languageOf,
  linkHosts,
  mailLocale,
  mailTimeZone,
  offerInWords,
  plainAddress,
  type RecommendedProduct,
  unsubscribeToken,
  type Verdict,
  verifyContent,
} from '../retention/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { actionOf, mailValues, type RetentionRoom } from './room.ts';
import { templateNames } from './template-names.ts';

/** What a mail is made from, whoever writes its words. */
export interface MailPlan {
  readonly customer_id: CustomerId;
  readonly permission: Pick<ContactPermission, 'locale' | 'time_zone'>;
  readonly action: string;
  readonly variant: string | null;
  readonly offer: Offer;
  readonly products: readonly RecommendedProduct[];
}

/** The language that the mail is written in. */
export function languageOfMail({ shop }: RetentionRoom, { permission }: MailPlan): Language {
  return languageOf(permission.locale, shop.locale);
}

/** The festival that the mail is about; undefined for an action that is about none. */
export function festivalOf(room: RetentionRoom, { action }: MailPlan): Festival | undefined {
  const { festival } = actionOf(room, action);
  return room.policy.festivals.find(({ name }) => name === festival);
}

/** What every step that touches the mail's words needs: its language, the offer, and the placeholders' values, with the customer's own first name in them. */
export async function mailOf(room: RetentionRoom, plan: MailPlan) {
  const { shop, words } = room;
  const language = languageOfMail(room, plan);
  const locale = mailLocale(language, plan.permission.locale, shop);
  const offerWords = offerInWords(plan.offer, words.mail[language], shop, locale);
  const profile = await room.ports.profile(plan.customer_id);
  const festival = festivalOf(room, plan);
  const { values, products } = mailValues(room, {
    firstName: profile?.firstName ?? null,
    products: plan.products,
    offer: offerWords,
    festival: festival ? festival[language] : null,
    locale,
  });
  return { language, locale, offerWords, values, products };
}

/**
 * The mail with all that stands around it, and what every check says of it. `coupon` is its code and the moment until which it counts; null without an offer.
 * What is previewed, approved and sent are these bytes.
 */
export async function composeDraft(
  room: RetentionRoom,
  plan: MailPlan,
  given: { readonly text: DraftText; readonly coupon: { readonly code: string; readonly until: Date } | null },
): Promise<{ content: DraftContent; checks: Verdict[] }> {
  const { shop, words } = room;
  const { coupon } = given;
  const { language, locale, offerWords, values, products } = await mailOf(room, plan);
  const template = words.template(templateNames(actionOf(room, plan.action), plan.variant), language);
  const envelope = await envelopeOf(room, plan.customer_id);
  const { mail, frame } = await composeMail({
    text: given.text,
    values,
    words: words.mail[language],
    language,
    shop,
    products,
    offer:
      coupon && offerWords
        ? {
            words: offerWords,
            code: coupon.code,
            until: dayInWords(coupon.until, locale, mailTimeZone(plan.permission.time_zone, shop)),
            stacks: stacks(plan.offer),
          }
        : null,
    foot: { postalAddress: envelope.postal_address, unsubscribeUrl: envelope.unsubscribe?.url ?? null },
  });
  const content = {
    ...mail,
    coupon_code: coupon?.code ?? null,
    offer_valid_until: coupon?.until.toISOString() ?? null,
    template_version: `${template.name}@${template.version} mail@${words.mail[language].version}`,
    ...envelope,
  };
  return {
    content,
    checks: verifyContent(content, { links: linkHosts(shop, room.delivery), images: imageHosts(shop) }, frame),
  };
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
