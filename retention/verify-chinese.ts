import type { LanguageRules } from './language-rules.ts';
import { uncoveredChinese } from './plain-words.ts';
import type { TextUnderTest } from './verify.ts';

/** Chinese characters and the punctuation of plain prose. */
export const chineseCharacters = /[\p{Script=Han} ，。！？、；：“”‘’（）《》…—～·,.!?;:()-]/u;

const longestName = 4;

/** Stretches that no plain words cover and that are not of the draft's own titles; a text without any Chinese is one too. */
export function unknownChinese(text: string, own: readonly string[], rules: LanguageRules): string[] {
  const titles = own.join('|');
  return uncoveredChinese(text, rules).filter((stretch) => !titles.includes(stretch));
}

/** Numerals, units of money, and what turns them into discounts. */
export function chineseNumbers(text: string, rules: LanguageRules): string[] {
  const rest = withoutIdioms(text, rules);
  return rules.numbers.filter((number) => rest.includes(number));
}

/** Phrases that promise or press. */
export function chineseClaims(text: string, claims: readonly string[], rules: LanguageRules): string[] {
  const rest = withoutIdioms(text, rules);
  return claims.filter((claim) => rest.includes(claim));
}

/** Names of the shop's customers, and whatever stands before a title or after a greeting in a name's place. `text` has □ where a placeholder stood. */
export function chineseNames({ rules, names }: TextUnderTest, text: string): string[] {
  const faults: string[] = [];
  const characters = [...text];
  for (let start = 0; start < characters.length; start++) {
    for (let length = 2; length <= longestName && start + length <= characters.length; length++) {
      const run = characters.slice(start, start + length).join('');
      if (names.has(run) && !rules.vocabulary.has(run)) faults.push(run);
    }
  }
  const anybody = rules.greeted.join('|');
  const greeting = new RegExp(`(?:${rules.greetings.join('|')})(?!\\s*(?:□|${anybody}|[，,：:！!]|$)).{0,4}`, 'gu');
  const titled = new RegExp(`(?<!□)(?:${rules.titles.join('|')})`, 'gu');
  // “小芳，您好”: up to four characters alone before a greeting.
  const called = /(?:^|[。！？])\s*([^□，。！？\s]{1,4})\s*[，,]?\s*(?:您好|你好)/gu;
  for (const match of [...text.matchAll(greeting), ...text.matchAll(titled)]) faults.push(match[0]);
  for (const [, name] of text.matchAll(called)) if (!rules.greeted.includes(name!)) faults.push(name!);
  // “王明，好久不见”: a surname and a given name alone before a comma. Words of the vocabulary begin with some surnames too (安心，高兴).
  const addressed = new RegExp(
    `(?:^|[。！？])\\s*((?:${rules.surnames.join('|')})\\p{Script=Han}{1,2})\\s*[，,：:！!]`,
    'gu',
  );
  for (const [, name] of text.matchAll(addressed)) {
    if (![2, 3].some((length) => rules.vocabulary.has(name!.slice(0, length)))) faults.push(name!);
  }
  return faults;
}

function withoutIdioms(text: string, { idioms }: LanguageRules): string {
  return idioms.reduce((rest, idiom) => rest.replaceAll(idiom, '　'), text);
}
