import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { UserError } from '../../../config/index.ts';
import { endpointEmbedding } from '../../../embeddings/text/endpoint.ts';
import { lettersOf, playEndpoint } from './an-endpoint.ts';

const endpoint = await playEndpoint();
let folder = '';
const folders: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-embed-'));
  folders.push(folder);
  endpoint.asked.length = 0;
  endpoint.plan = [];
  endpoint.dimensions = 12;
});
after(() => {
  endpoint.close();
  for (const one of folders) rmSync(one, { recursive: true });
});
const embed = (model = 'played') =>
  endpointEmbedding({ baseUrl: endpoint.url, apiKey: 'k', model, timeoutSeconds: 0.2 }, folder);
const texts = Array.from({ length: 150 }, (_, n) => `product number ${n}`);

function unit(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

test('texts go in batches, each vector to its own text whatever the order of the answer, centred and of length 1', async () => {
  endpoint.plan = ['shuffled', 'good', 'shuffled'];
  const { dimensions, values } = await embed()([...texts, '']);
  assert.equal(dimensions, 12);
  assert.deepEqual(
    endpoint.asked.map(({ length }) => length),
    [64, 64, 22],
  );
  const raw = texts.map((text) => lettersOf(text, 12));
  const mean = raw[0]!.map((_, k) => raw.reduce((sum, row) => sum + row[k]!, 0) / raw.length);
  for (const row of [0, 1, 77, 149]) {
    const expected = unit(raw[row]!.map((value, k) => value - mean[k]!));
    const own = [...values.subarray(row * 12, (row + 1) * 12)];
    for (const [k, value] of own.entries())
      assert.ok(Math.abs(value - expected[k]!) < 1e-4, `${row} ${k}: ${value} ${expected[k]}`);
  }
  assert.ok(values.subarray(150 * 12).every((value) => value === 0));
});

test('no text is asked for twice, in this run or the next; another model is asked anew', async () => {
  const first = await embed()(['tea', 'tea', 'cup']);
  assert.deepEqual(endpoint.asked, [['tea', 'cup']]);
  const again = await embed()(['cup', 'tea', 'tea']);
  assert.equal(endpoint.asked.length, 1);
  assert.deepEqual(again.values.subarray(12, 24), first.values.subarray(0, 12));
  await embed('other')(['tea']);
  assert.equal(endpoint.asked.length, 2);
});

test('an endpoint that is overloaded, broken or slow for a while is asked again', async () => {
  endpoint.plan = [429, 500, 'slow', 'good'];
  await embed()(['tea']);
  assert.equal(endpoint.asked.length, 4);
});

for (const [plan, said] of [
  [[400], /400 played 400/],
  [['one too few'], /gave 1 vectors for 2 texts/],
  [['odd dimension'], /vector of 12 numbers beside one of 13/],
  [['no numbers'], /or no numbers/],
] as const) {
  test(`an endpoint that answers with ${plan[0]} is refused with what it did, and nothing of it is kept`, async () => {
    endpoint.plan = [...plan];
    await assert.rejects(embed()(['tea', 'cup']), (error) => error instanceof UserError && said.test(error.message));
    const { dimensions } = await embed()(['tea', 'cup']);
    assert.equal(dimensions, 12);
  });
}

test('an endpoint that stays broken fails with what to set, and what it gave before is kept', async () => {
  endpoint.plan = ['good', ...Array.from({ length: 6 }, () => 500 as const)];
  await assert.rejects(embed()(texts), /played 500.*EMBEDDINGS_BASE_URL/);
  endpoint.asked.length = 0;
  await embed()(texts);
  assert.deepEqual(
    endpoint.asked.map(({ length }) => length),
    [64, 22],
  );
});

test('a model that changed its dimensions under the same name is refused', async () => {
  await embed()(['tea']);
  endpoint.dimensions = 16;
  await assert.rejects(embed()(['tea', 'cup']), /16 dimensions and, for other texts, of 12/);
});

test('what a killed run left of a line in the cache is passed over', async () => {
  await embed()(['tea', 'cup']);
  const [file] = readdirSync(join(folder, 'cache'));
  const path = join(folder, 'cache', file!);
  truncateSync(path, statSync(path).size - 9);
  const { values } = await embed()(['tea', 'cup']);
  assert.deepEqual(endpoint.asked, [['tea', 'cup'], ['cup']]);
  appendFileSync(path, 'nonsense');
  assert.deepEqual((await embed()(['tea', 'cup'])).values, values);
  assert.equal(endpoint.asked.length, 2);
});
