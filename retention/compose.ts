import { cleanText } from './clean-text.ts';
import { fillFrame, mailFrame } from './mail-frame.ts';
import type { Shop, ShownProduct } from './mail-values.ts';
import { type DraftText, fillText, type Language, type MailWords } from './mail-words.ts';
import { fill, type PlaceholderValues } from './placeholders.ts';

/** What the customer would get, to the byte. Approval binds a hash of it. */
export interface MailContent {
  readonly subject: string;
  readonly preheader: string;
  readonly text: string;
  readonly html: string;
  /** Every address that the mail links to. */
  readonly links: readonly string[];
}

/** What is given: the offer in words, its code, and the last day in words. */
export interface ShownOffer {
  readonly words: string;
  readonly code: string;
  readonly until: string;
  /** Whether the code may be used together with another one. */
  readonly stacks: boolean;
}

/** What stands at the foot of a mail: who sends it, from where, and how to end it; null where the shop's settings do not say. */
export interface MailFoot {
  readonly postalAddress: string | null;
  readonly unsubscribeUrl: string | null;
}

export interface MailParts {
  readonly text: DraftText;
  readonly values: PlaceholderValues;
  readonly words: MailWords;
  readonly language: Language;
  readonly shop: Shop;
  readonly products: readonly ShownProduct[];
  readonly offer: ShownOffer | null;
  readonly foot: MailFoot;
}

const subjectLength = 150;

/** The mail: the writer's text filled in, and around it what code alone writes: products with prices, offer with code, link, reason. HTML and plain text say the same. `frame` is the HTML without any text. */
export async function composeMail(parts: MailParts): Promise<{ mail: MailContent; frame: string }> {
  const { words, shop, products, offer, foot } = parts;
  const text = fillText(parts.text, parts.values);
  const subject = oneLine(text.subject);
  const preheader = oneLine(text.preheader);
  const shopName = cleanText(shop.name, 60);
  const lines = products.map((product) =>
    product.price === null ? product.title : `${product.title} — ${product.price}`,
  );
  const code = offer && fill(words.code, { code: offer.code });
  const until = offer && fill(offer.stacks ? words.valid_until : words.valid_until_alone, { date: offer.until });
  const visit = fill(words.visit, { shop: shopName });
  const reason = fill(words.reason, { shop: shopName });
  const postalAddress = foot.postalAddress && cleanText(foot.postalAddress, 200);

  const frame = await mailFrame({
    language: parts.language,
    paragraphs: text.paragraphs.length,
    products: products.map(({ image }) => (image === null ? 0 : 1)),
    offer: offer !== null,
    postalAddress: postalAddress !== null,
    unsubscribe: foot.unsubscribeUrl !== null,
  });
  const html = fillFrame(frame, {
    subject,
    preheader,
    ...numbered('paragraph', text.paragraphs),
    products_heading: words.products,
    ...numbered('product', lines),
    ...numbered(
      'image',
      products.map(({ image }) => image ?? ''),
    ),
    ...(offer && code && until ? { offer: offer.words, code, valid_until: until } : {}),
    link: shop.url,
    visit,
    reason,
    ...(postalAddress === null ? {} : { postal_address: postalAddress }),
    ...(foot.unsubscribeUrl === null ? {} : { unsubscribe_link: foot.unsubscribeUrl, unsubscribe: words.unsubscribe }),
  });
  const blocks = [
    ...text.paragraphs,
    ...(lines.length > 0 ? [[words.products, ...lines.map((line) => `- ${line}`)].join('\n')] : []),
    ...(offer ? [[offer.words, code, until].join('\n')] : []),
    `${visit}: ${shop.url}`,
    reason,
    ...(postalAddress === null ? [] : [postalAddress]),
    ...(foot.unsubscribeUrl === null ? [] : [`${words.unsubscribe}: ${foot.unsubscribeUrl}`]),
  ];
  const links = foot.unsubscribeUrl === null ? [shop.url] : [shop.url, foot.unsubscribeUrl];
  return { mail: { subject, preheader, text: `${blocks.join('\n\n')}\n`, html, links }, frame };
}

function numbered(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name}_${index}`, value]));
}

/** A header may not hold a line break, whatever was filled in. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= subjectLength ? line : `${characters.slice(0, subjectLength - 1).join('')}…`;
}
