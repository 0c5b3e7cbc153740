/** A language that reports and reasons are told in. */
export type Language = 'en' | 'zh';

/** The language of a shop's readers by its locale, a BCP 47 tag: Chinese for zh in any region or script, otherwise English. */
export function languageOf(locale: string): Language {
  return /^zh\b/i.test(locale) ? 'zh' : 'en';
}
