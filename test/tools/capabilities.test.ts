import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contactPermission, openStore } from '../../retention/index.ts';
import { voiceOfCustomer } from '../../sentiment/index.ts';
import { capabilities, registry, surfaces, type ToolName, toolbox, warehousePorts } from '../../tools/index.ts';
import { type CustomerId, openWarehouse } from '../../warehouse/index.ts';

const warehouse = await openWarehouse(':memory:');
after(() => warehouse.close());
await warehouse.connection.run(`
  INSERT INTO customers (customer_id, first_name, last_name, locale, email_consent) VALUES ('a', 'Grace', 'Lee', 'en-GB', true), ('b', '芳', '王', 'zh-CN', false), ('c', 'X', NULL, NULL, NULL);
  INSERT INTO identities VALUES ('email', 'grace@private.example', 'a'), ('phone', '+447700900123', 'a');
  INSERT INTO products (product_id, title, price) VALUES ('p', 'Mug', 4.5), ('q', NULL, NULL);
  INSERT INTO scores (customer_id, as_of, model_version, churn_probability, expected_spend, historic_clv, historic_number_of_orders,
                      average_order_value, average_days_between_orders, days_since_last_order, last_order_time)
    VALUES ('a', TIMESTAMP '2026-03-01', 'v1', 0.7, 120.5, 900, 9, 60, NULL, 80, TIMESTAMP '2025-12-11')`);
const store = openStore(':memory:');
const shop = warehousePorts(
  warehouse,
  {
    recommend: async () =>
      ['p', 'q', 'r'].map((id) => ({ product_id: id as never, title: id, price: 1, chance: 0.2, secret: 'x' })),
    feeling: async () =>
      ({ label: 'negative', confidence: 0.8, time: '2026-02-01T00:00:00Z', text: 'call me on +447700900123' }) as never,
    voice: () => voiceOfCustomer(warehouse, undefined, { before: new Date('2026-03-01') }),
  },
  { now: new Date('2026-03-01'), horizonDays: 90, timeZone: 'UTC' },
);
const ports = {
  ...shop,
  openCode: async () => null,
  permission: async (customer: CustomerId) =>
    contactPermission(store, customer, await shop.profile(customer), { now: new Date(), minimumAge: 18 }),
};
const tools = toolbox('retain', ports);

test('the running registry equals the committed table of capabilities exactly', () => {
  for (const surface of surfaces) {
    const running = registry
      .filter((tool) => tool.surfaces.includes(surface))
      .map((tool) => [tool.name, tool.capability]);
    assert.deepEqual(Object.fromEntries(running), capabilities[surface]);
    assert.deepEqual([...toolbox(surface, ports).names].sort(), Object.keys(capabilities[surface]).sort());
  }
  assert.deepEqual(Object.keys(capabilities), [...surfaces]);
});

test('tools read; none approves, sends, changes or erases', () => {
  assert.deepEqual([...new Set(registry.map((tool) => tool.capability))].sort(), [
    'read_aggregates',
    'read_one_customer',
  ]);
});

test('a tool that the surface does not have is not run', async () => {
  await assert.rejects(
    tools.call('approve_draft' as ToolName, { customer_id: 'a' }),
    /retain has no tool approve_draft/,
  );
  await assert.rejects(tools.call('toString' as ToolName, { customer_id: 'a' }), /has no tool/);
});

test('an input that does not fit, or holds more than it should, is refused', async () => {
  await assert.rejects(tools.call('churn_score', { customer_id: '' }));
  await assert.rejects(tools.call('churn_score', { customer_id: 'a', tenant: 'b' } as never));
  await assert.rejects(tools.call('recommended_products', { customer_id: 'a', count: 0 }));
  await assert.rejects(tools.call('recommended_products', { customer_id: 'a', count: 1000 }));
});

test('what comes out of the tools together is enough to decide on, and names nobody', async () => {
  const customer = { customer_id: 'a' };
  const answers = {
    churn: await tools.call('churn_score', customer),
    value: await tools.call('customer_value', customer),
    feeling: await tools.call('customer_feeling', customer),
    permission: await tools.call('contact_permission', customer),
    products: await tools.call('recommended_products', { ...customer, count: 2 }),
  };
  assert.equal(answers.churn?.churn_probability, 0.7);
  assert.equal(answers.churn?.average_days_between_orders, null);
  assert.equal(answers.value?.historic_number_of_orders, 9);
  assert.deepEqual(answers.permission, { email: 'given', locale: 'en-GB', time_zone: null, barred: null });
  assert.equal(answers.products.length, 2);
  assert.ok(!/Grace|Lee|private|7700|secret|call me/.test(JSON.stringify(answers)));
});

test('who stands in no file is unknown, not an error', async () => {
  const stranger = { customer_id: 'nobody' };
  assert.equal(await tools.call('churn_score', stranger), null);
  assert.equal(await tools.call('customer_value', stranger), null);
  assert.equal((await tools.call('contact_permission', stranger)).email, 'unknown');
  assert.equal((await tools.call('contact_permission', { customer_id: 'b' })).email, 'refused');
  assert.equal((await tools.call('contact_permission', { customer_id: 'c' })).email, 'unknown');
});

test('the names that a text is searched for are those of the customer file, the whole Chinese name too', async () => {
  const names = await ports.names();
  assert.deepEqual([...names].sort(), ['grace', 'lee', 'leegrace', '王芳'].sort());
  assert.deepEqual(await ports.titles(), ['Mug']);
  assert.equal((await ports.score('a' as CustomerId))?.expected_spend, 120.5);
});

test('the voice of the customer is counts by aspect, of the shop or of one product, and repeats nobody', async () => {
  for (let i = 0; i < 60; i++) {
    await warehouse.connection.run(
      "INSERT INTO reviews VALUES ($id, $id, $product, TIMESTAMP '2026-01-01' + to_days($day::INTEGER), NULL, NULL, $text)",
      {
        id: `r${i}`,
        product: i % 3 === 0 ? 'q' : 'p',
        day: i % 50,
        text: i % 3 !== 0 && i % 50 > 24 ? 'The battery is terrible, says Grace Lee.' : 'The delivery was great.',
      },
    );
  }
  const ask = toolbox('ask', ports);
  const shop = await ask.call('voice_of_customer', {});
  assert.equal(shop!.texts, 60);
  assert.equal(shop!.aspects.find(({ aspect }) => aspect === 'battery')!.negative, 17);
  assert.deepEqual(
    shop!.defects.map(({ product_id, aspect }) => [product_id, aspect]),
    [['p', 'battery']],
  );
  const one = await ask.call('voice_of_customer', { product_id: 'q' });
  assert.equal(one!.texts, 20);
  assert.deepEqual(
    one!.aspects.map(({ aspect, negative }) => [aspect, negative]),
    [['delivery', 0]],
  );
  assert.deepEqual(one!.defects, []);
  assert.equal(await ask.call('voice_of_customer', { product_id: 'nothing' }), null);
  assert.ok(!/Grace|terrible/.test(JSON.stringify(shop)));
  await assert.rejects(ask.call('customer_feeling', { customer_id: 'a' }), /ask has no tool/);
});
