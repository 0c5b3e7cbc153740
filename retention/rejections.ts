import { cleanText } from './clean-text.ts';
import type { Language } from './mail-words.ts';
import type { Store } from './store.ts';

const latest = `
  SELECT reason, max(decided_at) FROM approvals JOIN drafts USING (draft_id)
  WHERE verdict = 'rejected' AND json_extract(plan, '$.action') = @action AND json_extract(plan, '$.language') = @language
  GROUP BY reason ORDER BY 2 DESC LIMIT 5`;
const reasonLength = 200;
const longestChineseName = 4;

/**
 * Why people rejected earlier drafts of an action in a language, the latest first, five at most, fit to be shown to a model: one plain line each, without
 * addresses, without numbers, and without what is a customer's name (`names`, in lower case).
 */
export function recentRejections(
  store: Store,
  given: { readonly action: string; readonly language: Language; readonly names: ReadonlySet<string> },
): string[] {
  const { action, language, names } = given;
  const reasons = store.database.prepare(latest).pluck().all({ action, language }) as string[];
  return reasons
    .map((reason) => withoutNames(cleanText(reason, reasonLength), names).replace(/\+?\d[\d\s().-]*/g, '… '))
    .filter((reason) => /\p{L}{2}/u.test(reason));
}

function withoutNames(text: string, names: ReadonlySet<string>): string {
  const latin = text.replace(/\p{Lu}[\p{L}'’-]*/gu, (word) => (names.has(word.toLowerCase()) ? '…' : word));
  return latin.replace(/\p{Script=Han}+/gu, (stretch) => {
    const characters = [...stretch];
    for (let length = longestChineseName; length >= 2; length--) {
      for (let start = 0; start + length <= characters.length; start++) {
        if (names.has(characters.slice(start, start + length).join(''))) characters.splice(start, length, '…');
      }
    }
    return characters.join('');
  });
}
