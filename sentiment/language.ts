import { longestText } from './normalise.ts';
import { countKinds, kinds } from './script.ts';

/** Scripts that one language (or its commonest) is written in; elsewhere the script alone is said (BCP 47: und-Cyrl). */
const byScript: readonly (readonly [number, string])[] = [
  [kinds.hangul, 'ko'],
  [kinds.thai, 'th'],
  [kinds.cyrillic, 'und-Cyrl'],
  [kinds.greek, 'el'],
  [kinds.arabic, 'und-Arab'],
  [kinds.hebrew, 'he'],
  [kinds.devanagari, 'und-Deva'],
  [kinds.otherLetter, 'und'],
];

/** Frequent words that are not also frequent in another of these languages. */
const frequentWords: Readonly<Record<string, string>> = {
  en: 'the and is was it this that not with for very you have my but they of to are we would been good great',
  de: 'der die und ist das nicht ich sehr mit auf ein eine für auch sich aber wie bei nach war gut',
  fr: 'le les et est je pas une très pour que qui dans avec sur mais des du cette ce bien',
  es: 'el los y es muy que por con para una pero del las lo como este todo bueno más',
  it: 'il di che è non per molto con una sono della ma questo anche più gli ottimo buono',
  pt: 'o não um uma muito com que para os mas é do da bom são foi meu ótimo',
  nl: 'het een niet van en zijn dat voor met ik maar heel ook erg goed deze',
};

const languagesOfWord = new Map<string, string[]>();
for (const [language, words] of Object.entries(frequentWords)) {
  for (const word of words.split(' ')) languagesOfWord.set(word, [...(languagesOfWord.get(word) ?? []), language]);
}

/** How much of a text is looked at to tell languages of the Latin script apart. */
const looked = 600;

/**
 * The language of a text, from how many characters it has of each script (kinds in script.ts; the counts begin at `from`). Han with kana is Japanese, Han alone Chinese; a third
 * of the letters is enough, because each Han character is worth a word. Latin text without any frequent word counts as English when it is plain ASCII.
 */
export function detectLanguage(text: string, kindCounts: Int32Array, from = 0): string {
  const latin = kindCounts[from + kinds.latin]!;
  const han = kindCounts[from + kinds.han]!;
  const kana = kindCounts[from + kinds.kana]!;
  let other = 0;
  let otherLanguage = 'und';
  for (const [kind, language] of byScript) {
    if (kindCounts[from + kind]! > other) {
      other = kindCounts[from + kind]!;
      otherLanguage = language;
    }
  }
  if (han + kana > 0 && (han + kana) * 2 >= Math.max(latin, other)) return kana * 8 > han ? 'ja' : 'zh';
  if (other > latin) return otherLanguage;
  return latin > 0 ? latinLanguage(text.slice(0, looked).toLowerCase()) : 'und';
}

/** The language of a text as it was written. */
export function languageOf(text: string): string {
  return detectLanguage(text, countKinds(text.slice(0, longestText)));
}

function latinLanguage(text: string): string {
  const votes = new Map<string, number>();
  for (const [word] of text.matchAll(/\p{L}+/gu)) {
    for (const language of languagesOfWord.get(word) ?? []) votes.set(language, (votes.get(language) ?? 0) + 1);
  }
  let best = 'und-Latn';
  let most = 0;
  for (const [language, count] of votes) {
    // English comes first in the table of words, so a tie between it and another language is English's.
    if (count > most || (count === most && language === 'en')) {
      best = language;
      most = count;
    }
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
  return most === 0 && /^[\x00-\x7f]*$/.test(text.replace(/[^\p{L}]/gu, '')) ? 'en' : best;
}
