import assert from 'node:assert/strict';
import { approveDraft, buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { type Random, seededRandom } from '../../config/index.ts';
import { listIntents, readDraft } from '../../retention/index.ts';
import { generous, id, modelAt, openShop, personal } from './a-shop.ts';
import { complete, goodChinese, goodEnglish, openEndpoint } from './an-endpoint.ts';

type Text = { readonly subject: string; readonly preheader: string; readonly paragraphs: readonly string[] };
/** A lie of one kind, told in words of its own each time. `mark` is a piece of it that stands in no honest mail. */
type Lie = (text: Text, random: Random) => { readonly text: Text; readonly mark: string };

const pick = <T>(random: Random, from: readonly T[]) => from[Math.floor(random() * from.length)]!;
const letters = (random: Random, length: number) =>
  Array.from({ length }, () => pick(random, [...'BCDFGHJKLMNPQRSTVWXZ'])).join('');
const adding = (text: Text, mark: string) => ({
  text: { ...text, paragraphs: [...text.paragraphs.slice(0, -1), `${text.paragraphs.at(-1)} ${mark}`] },
  mark,
});

/** The kinds of lies that a model may tell, whatever the language of the mail. */
const lies: Readonly<Record<string, Lie>> = {
  'another price': (text, random) =>
    adding(
      text,
      `It costs ${pick(random, ['£', '$', '€', '¥'])}${Math.ceil(random() * 98)}.${pick(random, ['37', '73'])}.`,
    ),
  'a price in words': (text, random) =>
    adding(
      text,
      `It is yours for ${pick(random, ['two', 'nine', 'forty', 'ninety'])} ${pick(random, ['pounds', 'dollars', 'euros'])}.`,
    ),
  'another product': (text, random) => adding(text, `Our ${letters(random, 7).toLowerCase()} samovar waits for you.`),
  'a product of the catalogue that is not in the draft': (text) => adding(text, 'See the Love letter too.'),
  'an invented code': (text, random) =>
    adding(text, `Use ${letters(random, 5)}${Math.floor(random() * 90)} at the till.`),
  'a code of letters': (text, random) => adding(text, `Use ${letters(random, 8)} at the till.`),
  'a link to another host': (text, random) =>
    adding(
      text,
      `${pick(random, ['https://', 'http://', 'www.', '//'])}${letters(random, 6).toLowerCase()}.example/now`,
    ),
  'a link in markdown': (text, random) => adding(text, `[Look](https://${letters(random, 6).toLowerCase()}.example)`),
  'the name of another customer': (text) => adding(text, `Yours, ${personal(2).first}.`),
  'line breaks in the subject': (text, random) => {
    const mark = `Bcc: ${letters(random, 6).toLowerCase()}@evil.example`;
    return {
      text: { ...text, subject: `${text.subject}${pick(random, ['\r\n', '\n', '\r', '\u2028'])}${mark}` },
      mark,
    };
  },
  'script in HTML': (text, random) =>
    adding(text, `<${pick(random, ['script', 'img src=x onerror', 'svg onload', 'iframe'])}>${letters(random, 6)}`),
  'ten times too long': (text, random) => {
    const mark = `We love ${letters(random, 5).toLowerCase()}.`;
    return { text: { ...text, paragraphs: Array.from({ length: 60 }, () => `${text.paragraphs[0]} ${mark}`) }, mark };
  },
  'another language': (text, random) => {
    const mark = pick(random, [
      'Nous avons pensé à vous et serions ravis.',
      'Wir haben an Sie gedacht und freuen uns.',
      'Мы скучали по вам и будем рады.',
      'ありがとうございます、お待ちしております。',
    ]);
    return { text: { ...text, paragraphs: [mark, mark] }, mark };
  },
  'a promise of money': (text, random) =>
    adding(text, `We ${pick(random, ['guarantee', 'refund', 'reimburse', 'owe'])} your next order.`),
  'a deadline': (text, random) => adding(text, `It ends on ${pick(random, ['Friday', 'Sunday', 'Monday'])}.`),
  'a placeholder that there is not': (text, random) => adding(text, `{{${letters(random, 6).toLowerCase()}}}`),
};

/** Asks a model that lies in every reply for so many drafts, approves them all, and counts the lies in the outbox. */
export async function outboxAfterLies(count: number): Promise<{ readonly queued: number; readonly lies: string[] }> {
  const shop = await openShop(4);
  const random = seededRandom(5);
  const marks = new Set<string>();
  const kinds = Object.entries(lies);
  const endpoint = await openEndpoint((response, asked, turn) => {
    const honest = /Chinese/.test(asked.messages[0]!.content) ? goodChinese : goodEnglish;
    const { text, mark } = kinds[turn % kinds.length]![1](honest, random);
    marks.add(mark);
    complete(response, JSON.stringify(text));
  });
  const base = shop.ports();
  const ports = shop.ports({
    score: async () => base.score(id(0)),
    profile: async (customer) => base.profile(id(Number(customer.slice(1)) % 2 === 0 ? 0 : 3)),
  });
  const policy = { ...generous, budget: 1_000_000 };
  const room = shop.room({ ports, policy, model: modelAt(endpoint.url) });
  const graph = buildRetainGraph(room);
  const customers = Array.from({ length: count }, (_, index) => id(index));
  const report = await retainSegment(room, graph, { campaign: 'lies', customers });
  assert.deepEqual(report.failed, []);
  // Each was asked twice, and every reply was a lie.
  assert.ok(endpoint.asked.length >= 2 * count, `${endpoint.asked.length} lies for ${count} drafts`);
  for (const draft of shop.store.database.prepare('SELECT draft_id FROM drafts').pluck().all() as string[]) {
    await approveDraft(room, graph, { id: draft, by: 'ann' });
  }
  const intents = listIntents(shop.store);
  const found = intents.flatMap(({ draft_id }) => {
    const { content, authorship } = readDraft(shop.store, draft_id)!;
    const told = [content.subject, content.preheader, content.text, content.html].join('\n');
    const inIt = [...marks].filter((mark) => told.includes(mark));
    return authorship.written_by === 'model' || inIt.length > 0 ? [`${draft_id}: ${content.text}`] : [];
  });
  await endpoint.close();
  shop.close();
  return { queued: intents.length, lies: found };
}
