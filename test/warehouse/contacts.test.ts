import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Contacts, type CustomerId, contactKinds, readContacts, readOrders } from '../../warehouse/index.ts';
import { withTestWarehouse } from './a-warehouse.ts';

const rows = `event_id,customer_id,timestamp,type,order_id,product_id,quantity,unit_price
e1,a,2026-01-01T10:00:00Z,,o1,p1,1,3
e2,a,2026-01-02T09:00:00Z,product_viewed,,p2,,
e3,a,2026-01-02T09:05:00Z,product_added,,p2,,
e4,a,2026-01-02T20:00:00Z,product_viewed,,p3,,
e5,a,2026-01-03T08:00:00Z,email_sent,,,,
e6,a,2026-01-03T09:00:00Z,email_opened,,,,
e7,a,2026-01-04T09:00:00Z,order_refunded,o1,p1,1,3
e8,a,2026-01-04T10:00:00Z,order_refunded,o1,p1,2,2
e9,b,2026-01-02T09:00:00Z,store_visited,,,,
e10,c,2026-01-05T09:00:00Z,,o2,p1,1,3
e11,c,2026-01-06T09:00:00Z,unsubscribed,,,,
`;
const before = new Date('2027-01-01');
const feelings = [
  { customerId: 'a' as CustomerId, time: Date.parse('2026-01-07T09:00:00Z'), feeling: -1 },
  { customerId: 'a' as CustomerId, time: Date.parse('2026-01-07T11:00:00Z'), feeling: 0.5 },
  { customerId: 'b' as CustomerId, time: Date.parse('2026-01-07T09:00:00Z'), feeling: 1 },
];

const told = ({ offsets, time, kind, amount }: Contacts, customer: number) =>
  Array.from({ length: offsets[customer + 1]! - offsets[customer]! }, (_, i) => {
    const at = offsets[customer]! + i;
    return [new Date(time[at]!).toISOString().slice(5, 16), contactKinds[kind[at]!], amount[at]];
  });

test('contacts are one a day and kind, of those who ever ordered, in the places that orders give them', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    await ingest(rows);
    const { customers } = await readOrders(warehouse, { before });
    assert.deepEqual(customers, ['a', 'c']);
    const contacts = await readContacts(warehouse, { before, customers: 2, feelings });
    assert.deepEqual(told(contacts, 0), [
      ['01-02T09:00', 'visit', 1],
      ['01-02T09:05', 'basket', 1],
      ['01-03T08:00', 'mail', 1],
      ['01-03T09:00', 'opened', 1],
      ['01-04T09:00', 'returned', 7],
      ['01-07T09:00', 'felt', -0.25],
    ]);
    assert.deepEqual(told(contacts, 1), [['01-06T09:00', 'unsubscribed', 1]]);
    assert.equal(contacts.offsets.length, customers.length + 1);
  }));

test('nothing at or after the moment is read, customers and feelings included', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    await ingest(rows);
    const contacts = await readContacts(warehouse, {
      before: new Date('2026-01-04T10:00:00Z'),
      customers: 1,
      feelings,
    });
    assert.equal(contacts.offsets.length, 2, 'c has not ordered yet');
    assert.deepEqual(told(contacts, 0).at(-1), ['01-04T09:00', 'returned', 3]);
  }));

test('a shop with nothing but orders has no contacts', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    await ingest('customer_id,timestamp,product_id\na,2026-01-01,p1\nb,2026-01-01,p1\n');
    const contacts = await readContacts(warehouse, { before, customers: 2, feelings: [] });
    assert.deepEqual([...contacts.offsets], [0, 0, 0]);
    assert.equal(contacts.time.length, 0);
  }));
