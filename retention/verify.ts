import { type CatalogueWords, foreignTitles } from './catalogue-words.ts';
import type { LanguageRules } from './language-rules.ts';
import type { DraftText } from './mail-words.ts';
import { type PlaceholderValues, placeholdersIn, withoutPlaceholders } from './placeholders.ts';
import { type Verdict, verdict } from './verdict.ts';
import { chineseCharacters, chineseClaims, chineseNames, chineseNumbers, unknownChinese } from './verify-chinese.ts';
import { englishCharacters, englishClaims, englishNames, englishNumbers, unknownEnglish } from './verify-english.ts';

/** What a model's text is held against. */
export interface TextUnderTest {
  /** The placeholders' values; null ones may not be used. */
  readonly values: PlaceholderValues;
  readonly rules: LanguageRules;
  readonly catalogue: CatalogueWords;
  /** First and last names of the shop's customers, in lower case. */
  readonly names: ReadonlySet<string>;
  readonly hasOffer: boolean;
}

const limits = {
  subject: [4, 90],
  preheader: [0, 140],
  // “您好：” is one.
  paragraph: [2, 600],
  paragraphs: [1, 6],
  total: [40, 1500],
} as const;

/** Stands where a placeholder or a fact stood. */
const hole = '□';

/**
 * Checks the text that a model wrote, one verdict a check. The text may hold plain words of its language, words of the draft's own titles, and placeholders;
 * everything that could be a fact (a number, a price, a date, a code, an address, a name, another product, a promise) must come from a placeholder, which code fills.
 */
export function verifyText(text: DraftText, test: TextUnderTest): Verdict[] {
  const length = verdict('length', lengthFaults(text));
  // The checks below take time that grows faster than the text: they are for texts of a mail's length.
  if (!length.ok) return [length];
  const parts = [text.subject, text.preheader, ...text.paragraphs];
  const plain = parts.map((part) => withoutFacts(part, test.values).normalize('NFKC'));
  const filled = plain.filter((part) => part.trim() !== '');
  const each = (find: (part: string) => readonly string[]) => filled.flatMap(find);
  const english = test.rules.language === 'en';
  const claims = test.hasOffer ? test.rules.claims : [...test.rules.claims, ...test.rules.claimsWithoutOffer];
  const own = Object.values(test.values).filter((value) => value !== null);
  return [
    length,
    verdict(
      'one line each',
      parts.filter((part) => /[\p{Cc}\u2028\u2029]/u.test(part)).map((part) => JSON.stringify(part.slice(0, 40))),
    ),
    verdict('placeholders', placeholderFaults(parts, test.values)),
    verdict(
      'characters',
      parts.flatMap((part) => characterFaults(part, test)),
    ),
    verdict(
      'numbers',
      each((part) => (english ? englishNumbers(part, test.rules) : chineseNumbers(part, test.rules))),
    ),
    verdict('addresses', each(addressFaults)),
    verdict(
      'names',
      each((part) => (english ? englishNames(test, part) : chineseNames(test, part))),
    ),
    verdict(
      'other products',
      each((part) => foreignTitles(part, own, test.catalogue)),
    ),
    verdict(
      'claims',
      each((part) => (english ? englishClaims(part, claims, test.rules) : chineseClaims(part, claims, test.rules))),
    ),
    verdict(
      'words',
      each((part) => (english ? unknownEnglish(part, own, test.rules) : unknownChinese(part, own, test.rules))),
    ),
    verdict('language', languageFaults(text, test)),
    verdict('repetition', repetitionFaults(text)),
  ];
}

function lengthFaults(text: DraftText): string[] {
  const faults: string[] = [];
  const check = (name: string, value: number, [least, most]: readonly [number, number]) => {
    if (value < least || value > most) faults.push(`${name}: ${value}, must be ${least} to ${most}`);
  };
  check('subject', text.subject.trim().length, limits.subject);
  check('preheader', text.preheader.length, limits.preheader);
  check('paragraphs', text.paragraphs.length, limits.paragraphs);
  for (const paragraph of text.paragraphs) check('a paragraph', paragraph.trim().length, limits.paragraph);
  check('all paragraphs', text.paragraphs.join('').length, limits.total);
  return faults;
}

function placeholderFaults(parts: readonly string[], values: PlaceholderValues): string[] {
  const used = parts.flatMap(placeholdersIn);
  return used
    .filter((name) => !Object.hasOwn(values, name) || values[name] === null)
    .map((name) => `there is no {{${name}}}`);
}

/** A character that prose of this language does not need. Judged on the text as it came, since normalisation hides some. */
function characterFaults(part: string, test: TextUnderTest): string[] {
  const allowed = test.rules.language === 'en' ? englishCharacters : chineseCharacters;
  const rest = withoutFacts(part, test.values).replaceAll(hole, ' ');
  const strange = [...rest].filter((character) => !allowed.test(character));
  if (part.includes(hole)) strange.push(hole);
  return strange.map((character) =>
    `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} ${/[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? character : ''}`.trim(),
  );
}

/** A dot that joins words makes an address of them; so do the words that spell one out. */
function addressFaults(part: string): string[] {
  const joined = part.match(/\p{L}+[.:]\p{L}[\p{L}.]*/gu) ?? [];
  return [...joined, ...(part.match(/\b(?:https?|www|dot (?:com|net|org|cn)|at gmail)\b/giu) ?? [])];
}

/** Every paragraph must hold letters of its language: placeholders alone say nothing. */
function languageFaults(text: DraftText, { rules }: TextUnderTest): string[] {
  const letter = rules.language === 'en' ? /[A-Za-z]{2}/ : /\p{Script=Han}/u;
  return [text.subject, ...text.paragraphs]
    .filter(
      (part) => !letter.test(withoutPlaceholders(part, hole)) && /[\p{L}]{2}/u.test(withoutPlaceholders(part, hole)),
    )
    .map((part) => `another language: “${part.slice(0, 40)}”`);
}

function repetitionFaults({ paragraphs }: DraftText): string[] {
  const sentences = paragraphs
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?。！？])\s*/u))
    .map((sentence) => sentence.trim().toLowerCase());
  return sentences
    .filter((sentence, index) => sentence.length > 15 && sentences.indexOf(sentence) !== index)
    .map((sentence) => sentence.slice(0, 60));
}

/** The text with a hole where a placeholder stands, or the very words that one stands for (a title that the model wrote out). */
function withoutFacts(text: string, values: PlaceholderValues): string {
  const facts = Object.values(values)
    .filter((value) => value !== null && value.length >= 6)
    .sort((a, b) => b!.length - a!.length) as string[];
  return facts.reduce((rest, fact) => rest.replaceAll(fact, hole), withoutPlaceholders(text, hole));
}
