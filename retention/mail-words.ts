import { type Language, languages } from '../config/index.ts';
import { canFill, fill, type PlaceholderValues } from './placeholders.ts';

export { type Language, languages };

/** What a writer, a model or a template, hands over: plain text with placeholders. Everything else of a mail is made by code. */
export interface DraftText {
  readonly subject: string;
  readonly preheader: string;
  readonly paragraphs: readonly string[];
}

/** A text for one action in one language. Each entry is a list of choices: the first that can be filled is taken. */
export interface MailTemplate {
  readonly name: string;
  readonly version: string;
  readonly subject: readonly string[];
  readonly preheader: readonly string[];
  readonly paragraphs: readonly (readonly string[])[];
}

/** The fixed words around every mail in one language. */
export interface MailWords {
  readonly language: Language;
  readonly version: string;
  readonly offer_percentage: string;
  readonly offer_amount: string;
  readonly offer_amount_minimum: string;
  readonly offer_free_shipping: string;
  readonly offer_points: string;
  readonly offer_gift: string;
  /** Any of the last three, on orders that are large enough. */
  readonly offer_with_minimum: string;
  readonly code: string;
  readonly valid_until: string;
  /** The same of a code that goes with no other. */
  readonly valid_until_alone: string;
  readonly products: string;
  readonly visit: string;
  readonly reason: string;
  readonly unsubscribe: string;
}

/** The text of a template for these values, its placeholders still in it. Blocks that cannot be filled are left out. */
export function textFromTemplate(template: MailTemplate, values: PlaceholderValues): DraftText {
  const choose = (choices: readonly string[]) => choices.find((choice) => canFill(choice, values));
  return {
    subject: choose(template.subject) ?? '',
    preheader: choose(template.preheader) ?? '',
    paragraphs: template.paragraphs.map(choose).filter((paragraph) => paragraph !== undefined),
  };
}

/** The language of a mail: the customer's, else the shop's, else English. */
export function languageOf(customerLocale: string | null, shopLocale: string): Language {
  for (const locale of [customerLocale, shopLocale]) {
    const language = languages.find((known) => locale?.toLowerCase().split(/[-_]/)[0] === known);
    if (language) return language;
  }
  return 'en';
}

/** The text with its placeholders filled. */
export function fillText(text: DraftText, values: PlaceholderValues): DraftText {
  return {
    subject: fill(text.subject, values),
    preheader: fill(text.preheader, values),
    paragraphs: text.paragraphs.map((paragraph) => fill(paragraph, values)),
  };
}
