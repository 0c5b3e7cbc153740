/** The languages that mails, reports and reasons are written in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** The language of a shop's readers by its locale, a BCP 47 tag: Chinese for zh in any region or script, otherwise English. */
export function languageOf(locale: string): Language {
  return /^zh\b/i.test(locale) ? 'zh' : 'en';
}
