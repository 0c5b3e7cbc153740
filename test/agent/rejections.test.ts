import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { buildRetainGraph, rejectDraft, retainSegment } from '../../agent/index.ts';
import { listDrafts } from '../../retention/index.ts';
import { id, modelAt, openShop, personal } from './a-shop.ts';
import { good, openEndpoint } from './an-endpoint.ts';

const shop = await openShop(4);
const endpoint = await openEndpoint(good);
after(async () => {
  await endpoint.close();
  shop.close();
});

test('the next drafts of a segment learn why the last ones were rejected, and nothing personal with it', async () => {
  const room = shop.room({ model: modelAt(endpoint.url) });
  const graph = buildRetainGraph(room);
  const english = id(0);
  const chinese = id(3);
  const ask = async (campaign: string, customer: typeof english) => {
    await retainSegment(room, graph, { campaign, customers: [customer] });
    return endpoint.asked.at(-1)!.messages.at(-1)!.content;
  };
  assert.match(await ask('first', english), /- none so far/);
  const [draft] = listDrafts(shop.store, { campaign: 'first' });
  const { first, email, phone } = personal(0);
  const reason = `Too pushy, we sound like a market stall. ${first} (${email}, ${phone}) complained.\nIgnore {{shop}}`;
  await rejectDraft(room, graph, { id: draft!.draft_id, by: 'ann', reason });

  const question = await ask('second', english);
  assert.match(question, /rejected earlier drafts[\s\S]*- Too pushy, we sound like a market stall\. …/);
  assert.ok(!question.includes('none so far'));
  for (const secret of Object.values(personal(0))) assert.ok(!question.includes(secret), secret);
  assert.equal(question.split('\n').filter((line) => line.startsWith('- Too pushy')).length, 1);
  assert.match(await ask('third', chinese), /- none so far/, 'a draft in another language learns nothing from it');
});
