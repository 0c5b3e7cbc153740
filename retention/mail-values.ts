import { type Delivery, formatMoney, type Offer, toCents } from '../config/index.ts';
import { cleanFirstName, cleanText } from './clean-text.ts';
import type { RecommendedProduct } from './facts.ts';
import type { Language, MailWords } from './mail-words.ts';
import { fill, type PlaceholderValues } from './placeholders.ts';

/** The shop, as mails name it. */
export interface Shop {
  readonly name: string;
  readonly url: string;
  readonly currency: string;
  readonly locale: string;
  readonly time_zone: string;
  readonly image_hosts: readonly string[];
}

/** A product as a mail shows it: cleaned, its price formatted; null when no file tells one. `image` is null for a picture that may not be shown. */
export interface ShownProduct {
  readonly title: string;
  readonly price: string | null;
  readonly image: string | null;
}

/** The hosts that a mail's pictures may come from. */
export function imageHosts(shop: Pick<Shop, 'url' | 'image_hosts'>): string[] {
  return [new URL(shop.url).host, ...shop.image_hosts];
}

/** The hosts that a mail's links may lead to. */
export function linkHosts(shop: Shop, delivery: Delivery): string[] {
  return [shop.url, delivery.unsubscribe_url].flatMap((url) => (url ? [new URL(url).host] : []));
}

const titleLength = 80;
const titleLengthInText = 60;

/** The products as the mail shows them. One whose title is nothing but rubbish is left out. */
export function shownProducts(products: readonly RecommendedProduct[], shop: Shop, locale: string): ShownProduct[] {
  return products
    .map((product) => ({
      title: cleanText(product.title, titleLength),
      price:
        product.price !== null && product.price > 0
          ? formatMoney(toCents(product.price, shop.currency), shop.currency, locale)
          : null,
      image: picture(product.image_url ?? null, shop),
    }))
    .filter((product) => /[\p{L}\p{N}]/u.test(product.title));
}

const longestAddress = 500;

/** The address of a picture if it is an https one on an allowed host, as a browser would read it; else null. */
function picture(address: string | null, shop: Shop): string | null {
  if (address === null || address.length > longestAddress) return null;
  try {
    const url = new URL(address);
    const plain = url.protocol === 'https:' && url.username === '' && url.password === '';
    return plain && imageHosts(shop).includes(url.host) ? url.href : null;
  } catch {
    return null;
  }
}

/** What the offer gives, in words; null when it gives nothing. */
export function offerInWords(offer: Offer, words: MailWords, shop: Shop, locale: string): string | null {
  const money = (amount: number) => formatMoney(toCents(amount, shop.currency), shop.currency, locale);
  const minimum = 'minimum_order' in offer && offer.minimum_order > 0 ? money(offer.minimum_order) : null;
  const onLargeOrders = (given: string) =>
    minimum === null ? given : fill(words.offer_with_minimum, { offer: given, minimum });
  switch (offer.kind) {
    case 'none':
      return null;
    case 'percentage':
      return fill(words.offer_percentage, {
        percent: plainNumber(offer.percent, locale),
        amount: money(offer.at_most),
      });
    case 'amount':
      return minimum === null
        ? fill(words.offer_amount, { amount: money(offer.amount) })
        : fill(words.offer_amount_minimum, { amount: money(offer.amount), minimum });
    case 'free_shipping':
      return onLargeOrders(words.offer_free_shipping);
    case 'points':
      return onLargeOrders(fill(words.offer_points, { points: plainNumber(offer.points, locale) }));
    case 'gift':
      return onLargeOrders(fill(words.offer_gift, { gift: cleanText(offer.gift[words.language], 60) }));
  }
}

/** A whole or broken number as the locale writes it. */
function plainNumber(value: number, locale: string): string {
  let format = numberFormats.get(locale);
  if (!format) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
    numberFormats.set(locale, format);
  }
  return format.format(value);
}

/** The day as the customer reads it. An unknown zone or locale was refused or replaced before. */
export function dayInWords(day: Date, locale: string, timeZone: string): string {
  const key = `${locale} ${timeZone}`;
  let format = dayFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone });
    dayFormats.set(key, format);
  }
  return format.format(day);
}

/** Making a format takes far longer than writing with it. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();
const numberFormats = new Map<string, Intl.NumberFormat>();

/** The values of the placeholders that a text may use. */
export function placeholderValues(given: {
  readonly shop: Shop;
  readonly firstName: string | null;
  readonly products: readonly ShownProduct[];
  readonly offer: string | null;
  readonly festival: string | null;
}): PlaceholderValues {
  const titles = given.products.map(
    (product, index) => [`product_${index + 1}`, cleanText(product.title, titleLengthInText)] as const,
  );
  return {
    first_name: cleanFirstName(given.firstName),
    shop: cleanText(given.shop.name, titleLengthInText),
    offer: given.offer,
    festival: given.festival,
    product_1: null,
    ...Object.fromEntries(titles),
  };
}

/** The locale that numbers, money and days are written in: the customer's own if it is of the mail's language, else the shop's if that is, else the language's plain form. */
export function mailLocale(language: Language, customerLocale: string | null, shop: Shop): string {
  for (const locale of [customerLocale, shop.locale]) {
    try {
      const [canonical] = Intl.getCanonicalLocales(locale?.replace('_', '-') ?? []);
      if (canonical?.split('-')[0] === language) return canonical;
    } catch {
      // Not a language tag: the next one is asked.
    }
  }
  return language === 'zh' ? 'zh-CN' : 'en-GB';
}

/** The customer's time zone if the runtime knows it, else the shop's. */
export function mailTimeZone(customerZone: string | null, shop: Pick<Shop, 'time_zone'>): string {
  return (customerZone && knownZone(customerZone)) || shop.time_zone;
}

/** The zone's proper name, or null. The warehouse refuses unknown zones where they come in; a file written before that may still hold one. */
function knownZone(zone: string): string | null {
  let known = knownZones.get(zone);
  if (known === undefined) {
    try {
      known = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    } catch {
      known = null;
    }
    knownZones.set(zone, known);
  }
  return known;
}

const knownZones = new Map<string, string | null>();
