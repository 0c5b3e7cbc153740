import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { approveByRule, buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { listDrafts, listIntents, readApproval } from '../../retention/index.ts';
import { generous, id, now, openShop, policyOf } from './a-shop.ts';

const shop = await openShop(6);
after(() => shop.close());

async function draftedUnder(campaign: string, auto_approve: object[], given: Parameters<typeof shop.room>[0] = {}) {
  const room = shop.room({ policy: policyOf({ ...generous, auto_approve }), ...given });
  const graph = buildRetainGraph(room);
  await retainSegment(room, graph, { campaign, customers: shop.customers });
  return { room, graph, approve: () => approveByRule(room, graph, campaign) };
}
const waiting = (campaign: string) => listDrafts(shop.store, { status: 'waiting', campaign }).length;

test('without a rule every draft waits for a person', async () => {
  const { approve } = await draftedUnder('none', []);
  assert.deepEqual([await approve(), waiting('none')], [0, 6]);
});

test('a rule approves its action up to its cost, so many in 24 hours, and its name stands in the approval', async () => {
  const costly = await draftedUnder('costly', [{ action: 'win_back', cost_at_most: 0, per_day: 10 }]);
  assert.deepEqual([await costly.approve(), waiting('costly')], [0, 6]);

  let clock = now;
  const { approve } = await draftedUnder('rule', [{ action: 'win_back', cost_at_most: 20, per_day: 2 }], {
    clock: () => clock,
  });
  const both = await Promise.all([approve(), approve()]);
  assert.equal(both[0] + both[1] >= 2, true);
  assert.equal(waiting('rule'), 4, 'two runs at once approve two between them');
  const [draft] = listDrafts(shop.store, { status: 'approved', campaign: 'rule' });
  assert.equal(readApproval(shop.store, draft!.draft_id)?.decided_by, 'rule auto_approve for win_back');
  assert.equal(await approve(), 0);
  clock = new Date(now.getTime() + 25 * 3_600_000);
  assert.equal(await approve(), 2);
  assert.equal(listIntents(shop.store).length, 4);
});

test('a rule never approves for one whose consent is not known, or who has refused since', async () => {
  const ports = shop.ports();
  const profile: typeof ports.profile = async (customer) => {
    const known = (await ports.profile(customer))!;
    return customer === id(0) ? { ...known, emailConsent: null } : known;
  };
  let refused = false;
  const rules = [{ action: 'win_back', cost_at_most: 20, per_day: 100 }];
  const { approve } = await draftedUnder('consent', rules, {
    ports: shop.ports({
      profile: async (customer) => {
        const known = await profile(customer);
        return refused && customer === id(1) ? { ...known!, emailConsent: false } : known;
      },
    }),
    clock: () => new Date(now.getTime() + 5 * 86_400_000),
  });
  refused = true;
  assert.equal(await approve(), 4);
  assert.deepEqual(
    listDrafts(shop.store, { status: 'waiting', campaign: 'consent' })
      .map((draft) => draft.customer_id)
      .sort(),
    [id(0), id(1)],
  );
});
