import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  classify,
  customerSentiment,
  openAnswers,
  textFeelings,
  trainFromReviews,
  trainSentiment,
} from '../../sentiment/index.ts';
import { type CustomerId, openWarehouse, readFeelings, type Warehouse, writeFeelings } from '../../warehouse/index.ts';
import { simpleReviews } from './examples.ts';

const idOf = (customer: string) => customer as CustomerId;
const asOf = new Date('2025-06-01T00:00:00Z');
let warehouse: Warehouse;
before(async () => {
  warehouse = await openWarehouse(':memory:');
});
after(() => warehouse.close());

let nextId = 0;
async function review(customer: string, time: string, rating: number | null, text: string | null): Promise<void> {
  await warehouse.connection.run(
    'INSERT INTO reviews VALUES ($id, $customer, NULL, $time::TIMESTAMP, $rating::DOUBLE, NULL, $text)',
    { id: `r${nextId++}`, customer, time, rating, text },
  );
}
async function message(customer: string, time: string, text: string, status?: string): Promise<void> {
  await warehouse.connection.run(
    `INSERT INTO events (event_id, customer_id, time, type, channel, properties)
     VALUES ($id, $customer, $time::TIMESTAMP, 'support_message', 'email', $properties)`,
    { id: `m${nextId++}`, customer, time, properties: JSON.stringify({ text, status }) },
  );
}

test('a shop without reviews gets a model that says what it can do', async () => {
  const model = await trainFromReviews(warehouse, { asOf, seed: 1 });
  assert.match(model.notes.join(' '), /no reviews with text and stars.*VADER.*unknown/);
  assert.equal(classify(model, ['I love it'])[0]!.source, 'vader');
  await review('few', '2025-01-01', 5, 'fine');
  const few = await trainFromReviews(warehouse, { asOf, seed: 1 });
  assert.match(few.notes.join(' '), /do not suffice.*at least 20.*VADER/);
});

test('the stars are the labels, and nothing written later is seen', async () => {
  const stars = { negative: 1, neutral: 3, positive: 5 };
  const examples = simpleReviews('zh', ['negative', 'neutral', 'positive'], 240, 1);
  for (const [i, { text, label }] of examples.entries())
    await review(`c${i}`, '2025-01-02', stars[label], `${text} ${i % 10}`);
  // The other way round, after the moment: a model that saw them could not learn.
  for (const [i, { text, label }] of examples.entries())
    await review(`late${i}`, '2025-06-01', 6 - stars[label], `${text} ${i % 10}`);
  const model = await trainFromReviews(warehouse, { asOf, seed: 1 });
  assert.deepEqual(
    classify(model, ['质量太差了', '颜色是蓝色', '非常喜欢']).map(({ label, source }) => [label, source]),
    [
      ['negative', 'model'],
      ['neutral', 'model'],
      ['positive', 'model'],
    ],
  );
  assert.match(model.notes[0]!, /negative, neutral, positive from \d+ labelled texts \(zh\)/);
});

test('what a language model said of reviews without stars is learnt', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-answers-'));
  const shop = await openWarehouse(':memory:');
  const answers = openAnswers(folder);
  const examples = simpleReviews('en', ['negative', 'positive'], 60, 4);
  for (const [i, { text }] of examples.entries()) {
    await shop.connection.run('INSERT INTO reviews VALUES ($id, $id, NULL, $time::TIMESTAMP, NULL, NULL, $text)', {
      id: `r${i}`,
      time: '2025-01-01',
      text,
    });
  }
  assert.equal((await trainFromReviews(shop, { asOf, seed: 1, answers })).classifier, null);
  const labels = new Map(examples.map(({ text, label }) => [text, label]));
  answers.keep(labels, 'any');
  const model = await trainFromReviews(shop, { asOf, seed: 1, answers: openAnswers(folder) });
  assert.equal(model.classifier?.training.examples, labels.size);
  shop.close();
  rmSync(folder, { recursive: true });
});

test('a customer feels as their latest words or stars before the moment say', async () => {
  const model = await trainFromReviews(warehouse, { asOf, seed: 1 });
  await review('anna', '2025-02-01', 5, '非常喜欢');
  await message('anna', '2025-05-20 10:00:00', '一周就坏了, 客服态度恶劣');
  await review('anna', '2025-06-02', 5, '非常喜欢');
  await review('bert', '2025-03-01', 1, 'wonderful, I love it');
  await message('carl', '2025-03-01', 'Thank you, this is great!');
  await message('dora', '2025-03-01', 'Очень плохо');
  await review('dora', '2025-02-01', 4, null);
  await message('emil', '2025-03-01', 'Очень плохо');
  const feelings = await customerSentiment(model, warehouse, { asOf });
  const anna = feelings.get(idOf('anna'))!;
  assert.deepEqual(
    [anna.label, anna.source, anna.time, anna.texts],
    ['negative', 'model', '2025-05-20T10:00:00.000Z', 2],
  );
  assert.ok(anna.confidence > 0.5 && anna.score > -1 && anna.score < 0.5);
  const bert = feelings.get(idOf('bert'))!;
  assert.deepEqual([bert.label, bert.source, bert.confidence, bert.score], ['negative', 'stars', 1, -1]);
  assert.deepEqual([feelings.get(idOf('carl'))!.label, feelings.get(idOf('carl'))!.source], ['positive', 'vader']);
  assert.deepEqual(
    [feelings.get(idOf('dora'))!.label, feelings.get(idOf('dora'))!.time],
    ['positive', '2025-02-01T00:00:00.000Z'],
  );
  assert.equal(feelings.has(idOf('emil')), false, 'nothing that could be read');
  assert.equal(feelings.has(idOf('late0')), false, 'nothing before the moment');
});

test('the score forgets: what was written 90 days before the latest counts half', async () => {
  await review('fred', '2025-01-01', 1, null);
  await review('fred', '2025-04-01', 5, null);
  const { score } = (await customerSentiment(undefined, warehouse, { asOf })).get(idOf('fred'))!;
  assert.ok(Math.abs(score - (1 - 0.5) / 1.5) < 1e-9);
});

test('a complaint to support stays open until a message that does not sound negative, or a settled one, whatever stars come between', async () => {
  const bad = '质量太差了，一周就坏了';
  const good = '非常喜欢，质量很好';
  const model = trainSentiment(simpleReviews('zh', ['negative', 'positive'], 200, 1), { seed: 1 });
  await message('open', '2025-03-01', bad);
  await message('open', '2025-03-04', bad);
  await review('open', '2025-03-05', 5, good);
  await message('thanks', '2025-03-01', bad);
  await message('thanks', '2025-03-02', good);
  await message('settled', '2025-03-01', bad);
  await message('settled', '2025-03-02', bad, 'Resolved');
  await message('again', '2025-03-01', bad, 'closed');
  await message('again', '2025-03-07', bad, 'open');
  await message('unread', '2025-03-01', bad);
  await message('unread', '2025-03-02', 'Ordnung ist nicht alles und das ist auch gut');
  await review('stars', '2025-03-01', 1, bad);
  const feelings = await customerSentiment(model, warehouse, { asOf });
  const since = (customer: string) => feelings.get(idOf(customer))!.open_complaint_since;
  assert.equal(since('open'), '2025-03-01T00:00:00.000Z');
  assert.equal(feelings.get(idOf('open'))!.label, 'positive', 'the stars are the latest word');
  assert.equal(since('again'), '2025-03-07T00:00:00.000Z');
  assert.equal(since('unread'), '2025-03-01T00:00:00.000Z');
  for (const customer of ['thanks', 'settled', 'stars']) assert.equal(since(customer), null, customer);
  const earlier = await customerSentiment(model, warehouse, { asOf: new Date('2025-03-02T00:00:00Z') });
  assert.equal(earlier.get(idOf('thanks'))!.open_complaint_since, '2025-03-01T00:00:00.000Z');
});

test('how each text sounds stands in the warehouse as an event of its time, by stars or by words, and what cannot be read does not', async () => {
  const model = trainSentiment(simpleReviews('zh', ['negative', 'positive'], 200, 1), { seed: 1 });
  const shop = await openWarehouse(':memory:');
  await shop.connection.run(`
    INSERT INTO reviews VALUES ('r1', 'a', NULL, TIMESTAMP '2025-01-01', 1, NULL, '非常喜欢'), ('r2', 'a', NULL, TIMESTAMP '2025-01-03', 5, NULL, NULL),
      ('r3', 'b', NULL, TIMESTAMP '2025-01-02', 3, NULL, '一般般'), ('r4', 'b', NULL, TIMESTAMP '2025-06-01', 5, NULL, 'after the moment');
    INSERT INTO events (event_id, customer_id, time, type, channel, properties) VALUES
      ('m1', 'a', TIMESTAMP '2025-01-02', 'support_message', 'email', '{"text": "质量太差了，一周就坏了"}'),
      ('m2', 'c', TIMESTAMP '2025-01-02', 'support_message', 'email', '{"text": "Ordnung ist nicht alles und das ist auch gut"}')`);
  for (let run = 0; run < 2; run++) await writeFeelings(shop, await textFeelings(model, shop, { asOf }));
  const all = await readFeelings(shop, { before: asOf });
  assert.deepEqual(
    all.map(({ customerId, time }) => [customerId, new Date(time).toISOString().slice(0, 10)]),
    [
      ['a', '2025-01-01'],
      ['a', '2025-01-02'],
      ['a', '2025-01-03'],
      ['b', '2025-01-02'],
    ],
  );
  const [stars, words, five, three] = all.map(({ feeling }) => feeling);
  assert.deepEqual([stars, five, three], [-1, 1, 0]);
  assert.ok(words! < -0.5 && words! > -1);
  assert.equal((await readFeelings(shop, { before: new Date('2025-01-02T00:00:00Z') })).length, 1);
  shop.close();
});
