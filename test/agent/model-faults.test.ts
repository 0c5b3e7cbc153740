import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { type Draft, readDraftOf } from '../../retention/index.ts';
import { id, modelAt, openShop } from './a-shop.ts';
import { type Behaviour, complete, fail, good, goodEnglish, goodFor, openEndpoint } from './an-endpoint.ts';

const shop = await openShop(1);
after(() => shop.close());

async function draftAgainst(
  campaign: string,
  behaviour: Behaviour,
  // Below the 30 s that a Retry-After is capped to: an endpoint that asks for a day is not waited for.
  timeoutSeconds = 25,
): Promise<{ draft: Draft; requests: number }> {
  const endpoint = await openEndpoint(behaviour);
  const room = shop.room({ model: modelAt(endpoint.url, timeoutSeconds) });
  const report = await retainSegment(room, buildRetainGraph(room), { campaign, customers: shop.customers });
  await endpoint.close();
  assert.deepEqual(report.failed, []);
  return { draft: readDraftOf(shop.store, campaign, id(0))!, requests: endpoint.requests.length };
}

const raw = (body: string | Buffer, status = 200, type = 'application/json'): Behaviour => {
  return (response) => response.writeHead(status, { 'content-type': type }).end(body);
};
const text = (content: unknown, finish?: string | null): Behaviour => {
  return (response) => complete(response, content, finish);
};
const choice = (given: object) => raw(JSON.stringify({ choices: [given] }));

/** Fault, how the endpoint behaves, how many requests it may see, and what the draft says of it. */
const faults: readonly (readonly [name: string, Behaviour, requests: number, says: RegExp])[] = [
  ['a reply that is no JSON', text('Sure! Here is your e-mail:'), 2, /not json/],
  ['JSON in a code fence', text(`\`\`\`json\n${JSON.stringify(goodEnglish)}\n\`\`\``), 2, /not json/],
  ['a reply cut in the middle', text(JSON.stringify(goodEnglish).slice(0, 80)), 2, /not json/],
  ['{}', text('{}'), 2, /wrong shape: subject/],
  ['null', text('null'), 2, /wrong shape/],
  ['an array', text('[]'), 2, /wrong shape/],
  ['wrong types', text('{"subject":1,"preheader":null,"paragraphs":"x"}'), 2, /wrong shape: subject/],
  ['a field more than asked for', text(JSON.stringify({ ...goodEnglish, discount: 90 })), 2, /wrong shape.*discount/],
  ['no text', text(''), 2, /empty/],
  ['text that is null', text(null), 2, /empty/],
  ['a refusal', choice({ finish_reason: 'stop', message: { content: null, refusal: 'no' } }), 2, /refused/],
  ['the length limit', text(JSON.stringify(goodEnglish), 'length'), 2, /unfinished: finish_reason is length/],
  ['a content filter', text(JSON.stringify(goodEnglish), 'content_filter'), 2, /unfinished/],
  ['an end without finish_reason', text(JSON.stringify(goodEnglish), null), 2, /finish_reason is missing/],
  ['no choices', raw('{"choices":[]}'), 2, /empty: the answer has no choice/],
  ['an answer that is no completion', raw('{"hello":1}'), 2, /empty|wrong shape/],
  ['choices of a wrong type', raw('{"choices":"x"}'), 2, /wrong shape/],
  ['an error object with status 200', raw('{"error":{"message":"x"}}'), 2, /empty|wrong shape/],
  ['HTML with status 200', raw('<html>login</html>', 200, 'text/html'), 2, /wrong shape/],
  ['broken JSON with status 200', raw('{"choices":['), 3, /no answer/],
  ['invalid UTF-8', raw(Buffer.from([0xff, 0xfe, 0x7b])), 3, /no answer/],
  ['a huge reply', text('x'.repeat(20_000_000)), 2, /too long/],
  ['a long reply', text(JSON.stringify({ ...goodEnglish, preheader: 'x'.repeat(60_000) })), 2, /too long/],
  ['401', (response) => fail(response, 401), 1, /401/],
  ['404', (response) => fail(response, 404), 3, /404/],
  ['500', (response) => fail(response, 500), 3, /500/],
  ['502 with HTML', raw('<h1>Bad gateway</h1>', 502, 'text/html'), 3, /502/],
  ['503', (response) => fail(response, 503), 3, /503/],
  ['429 without Retry-After', (response) => fail(response, 429), 3, /429/],
  ['429 with Retry-After 0', (response) => fail(response, 429, { 'retry-after': '0' }), 3, /429/],
  [
    '429 with an absurd Retry-After',
    (response) => fail(response, 429, { 'retry-after': '86400' }),
    1,
    /more time than/,
  ],
  [
    '429 with a date long past',
    (response) => fail(response, 429, { 'retry-after': 'Mon, 01 Jan 2001 00:00:00 GMT' }),
    3,
    /429/,
  ],
  ['429 with nonsense for Retry-After', (response) => fail(response, 429, { 'retry-after': 'soon' }), 3, /429/],
  [
    'a redirect elsewhere',
    (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
    3,
    /no answer/,
  ],
  ['a connection that is cut', (response) => response.destroy(), 3, /no answer/],
];

describe('whatever the endpoint does, a draft is made', { concurrency: 12 }, () => {
  for (const [name, behaviour, most, says] of faults) {
    test(`against ${name} the template writes, and the draft says why`, async () => {
      const campaign = `against-${name.replaceAll(/[^a-zA-Z0-9]+/g, '-')}`;
      const { draft, requests } = await draftAgainst(campaign, behaviour);
      assert.equal(draft.authorship.written_by, 'template');
      assert.match(JSON.stringify(draft.authorship), says);
      assert.match(draft.authorship.written_by_reason, /^the model /);
      assert.ok(requests >= 1 && requests <= most, `${requests} requests`);
    });
  }
});

test('an endpoint that never answers is left at the deadline', async () => {
  const { draft, requests } = await draftAgainst('hangs', () => {}, 1);
  assert.equal(draft.authorship.written_by, 'template');
  assert.match(draft.authorship.written_by_reason, /no answer in 1 s/);
  assert.equal(requests, 1);
});

test('an endpoint that drips bytes for ever is left at the deadline', async () => {
  const drip: Behaviour = async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    while (!response.destroyed) {
      response.write(' ');
      await wait(50);
    }
  };
  const { draft, requests } = await draftAgainst('drips', drip, 1);
  assert.equal(draft.authorship.written_by, 'template');
  assert.match(draft.authorship.written_by_reason, /no answer in 1 s/);
  assert.equal(requests, 1);
});

test('a slow answer within the deadline is taken', async () => {
  const slow: Behaviour = async (response, asked) => {
    await wait(600);
    complete(response, goodFor(asked));
  };
  assert.equal((await draftAgainst('slow', slow)).draft.authorship.written_by, 'model');
});

test('an address where nobody listens is a template, soon', async () => {
  const room = shop.room({ model: modelAt('http://127.0.0.1:9/v1') });
  await retainSegment(room, buildRetainGraph(room), { campaign: 'nobody', customers: shop.customers });
  assert.equal(readDraftOf(shop.store, 'nobody', id(0))!.authorship.written_by, 'template');
});

test('429 and 500 are tried again, after the pause that the endpoint asks for', async () => {
  const times: number[] = [];
  const recovers: Behaviour = (response, asked, turn) => {
    times.push(performance.now());
    if (turn === 0) return fail(response, 429, { 'retry-after': '1' });
    if (turn === 1) return fail(response, 500);
    return good(response, asked, turn);
  };
  const { draft, requests } = await draftAgainst('recovers', recovers);
  assert.equal(draft.authorship.written_by, 'model');
  assert.equal(requests, 3);
  assert.ok(times[1]! - times[0]! >= 990, 'Retry-After was obeyed');
});

test('an endpoint that knows no strict schema is asked in the way that it knows', async () => {
  const simple: Behaviour = (response, asked, turn) =>
    asked.response_format?.type === 'json_schema' ? fail(response, 500) : good(response, asked, turn);
  const { draft, requests } = await draftAgainst('simple', simple);
  assert.equal(draft.authorship.written_by, 'model');
  assert.equal(requests, 2);
});

test('an endpoint that failed three questions in a row is left alone for a minute', async () => {
  let time = 0;
  let broken = true;
  const endpoint = await openEndpoint((response, asked, turn) =>
    broken ? response.destroy() : good(response, asked, turn),
  );
  const model = modelAt(endpoint.url, 5, () => new Date(time));
  const ask = () =>
    model.ask({
      name: 'x',
      messages: [{ role: 'system', content: 'x' }],
      schema: z.looseObject({ subject: z.string() }),
    });
  for (let question = 0; question < 3; question++) assert.equal((await ask()).ok, false);
  const seen = endpoint.requests.length;
  const skipped = await ask();
  assert.ok(!skipped.ok && skipped.attempts === 0 && /left alone/.test(skipped.detail));
  assert.equal(endpoint.requests.length, seen);
  broken = false;
  time += 60_000;
  assert.equal((await ask()).ok, true, 'after the rest it is asked again');
  await endpoint.close();
});
