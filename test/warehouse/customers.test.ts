import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readProfiles } from '../../warehouse/index.ts';
import { withTestWarehouse } from './a-warehouse.ts';

test('an id that is an address becomes an identity, and the customer a pseudonym that is the same in every file', () =>
  withTestWarehouse(async ({ ingest, rows, dataDir, warehouse }) => {
    const personal = ['Ann@Shop.example', ' ann@shop.example', 'ANN@shop.EXAMPLE'];
    const phones = ['+44 7700 900123', '0044 (7700) 900-123', '13800138000'];
    const plain = ['17850', '1234567890', 'C-100234', '2011-09-10', '12 345'];
    const ids = [...personal, ...phones, ...plain];
    await ingest(`customer_id,timestamp\n${ids.map((id, i) => `"${id}",2026-01-02T00:00:${10 + i}Z\n`).join('')}`);
    const customers = (await rows('SELECT customer_id FROM events ORDER BY time')).map(([id]) => String(id));
    assert.equal(new Set(customers.slice(0, 3)).size, 1);
    assert.equal(customers[3], customers[4]);
    assert.deepEqual(customers.slice(6), plain);
    for (const id of customers.slice(0, 6)) assert.match(id, /^p[0-9a-f]{24}$/);
    assert.deepEqual(await rows('SELECT kind, value FROM identities ORDER BY ALL'), [
      ['email', 'ann@shop.example'],
      ['phone', '+447700900123'],
      ['phone', '13800138000'],
    ]);
    const everything = JSON.stringify(await rows('SELECT events FROM events'));
    assert.doesNotMatch(everything, /shop\.example|900123|13800138000/i);
    await ingest('customer_id,first_name,email_consent\nann@shop.example,Ann,yes\n');
    assert.equal((await readProfiles(warehouse)).get(customers[0] as never)?.email, 'ann@shop.example');
    assert.equal(statSync(join(dataDir, 'customer-id.key')).mode & 0o777, 0o600);
  }));

test('the pseudonym rests on a key of the folder: another folder gives another one', async () => {
  const pseudonyms: unknown[] = [];
  const keys: string[] = [];
  for (let shop = 0; shop < 2; shop++) {
    await withTestWarehouse(async ({ ingest, rows, dataDir }) => {
      await ingest('customer_id,timestamp\nann@shop.example,2026-01-02\n');
      pseudonyms.push((await rows('SELECT customer_id FROM events'))[0]![0]);
      keys.push(readFileSync(join(dataDir, 'customer-id.key'), 'utf8'));
    });
  }
  assert.notEqual(pseudonyms[0], pseudonyms[1]);
  assert.notEqual(keys[0], keys[1]);
});

test('customers are kept by id: a later row says more, and an empty cell says nothing', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    const header =
      'customer_id,email,phone,first_name,last_name,locale,time_zone,email_consent,consent_time,birth_date\n';
    const first = await ingest(
      `${header}c1, Ann@Shop.example,+44 7700 900123,Ann,Lee,en_GB,europe/london,TRUE,2026-01-02 10:00:00,2001-05-17\nc1,ann@shop.example,,Anna,,,,,,\nc2,,,,,,,no,,\n`,
    );
    assert.deepEqual([first.read, first.accepted, first.duplicates], [3, 2, 1]);
    await ingest(`${header}c1,anna@shop.example,,,Lee,en_GB,Europe/London,yes,2026-01-02 10:00:00,2001-05-17\n`);
    assert.deepEqual(
      [...(await readProfiles(warehouse)).values()],
      [
        {
          customerId: 'c1',
          firstName: 'Anna',
          lastName: 'Lee',
          email: 'anna@shop.example',
          locale: 'en-GB',
          timeZone: 'Europe/London',
          emailConsent: true,
          consentTime: '2026-01-02T10:00:00.000Z',
          birthDate: '2001-05-17',
        },
        {
          customerId: 'c2',
          firstName: null,
          lastName: null,
          email: null,
          locale: null,
          timeZone: null,
          emailConsent: false,
          consentTime: null,
          birthDate: null,
        },
      ],
    );
  }));

test('an address belongs to the customer of whom it was told first', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const report = await ingest('customer_id,email\nc1,a@b.example\nc2,A@B.example\n');
    assert.equal(report.accepted, 2);
    await ingest('customer_id,email,phone\nc3,a@b.example,555 12 34\n');
    assert.deepEqual(await rows('SELECT * FROM identities ORDER BY ALL'), [
      ['email', 'a@b.example', 'c1'],
      ['phone', '5551234', 'c3'],
    ]);
  }));

test('what is no address, zone, language, time or yes and no is rejected with its value', () =>
  withTestWarehouse(async ({ ingest }) => {
    const report = await ingest(`customer_id,email,phone,locale,time_zone,email_consent,consent_time,birth_date
a,will tell you later,,,,,,
b,a@b@c.example,,,,,,
c,,12,,,,,
d,,,english,,,,
e,,,,Europe/Londn,,,
f,,,,Factory,,,
g,,,,,maybe,,
h,,,,,yes,2031-01-01,
i,,,,,yes,soon,
j,,,,,,,
k,,,,,,,2031-01-01
l,,,,,,,May 2001
`);
    assert.equal(report.accepted, 1);
    assert.deepEqual(report.reasons, {
      'unknown time zone': 2,
      'unreadable date of birth': 2,
      'unreadable e-mail address': 2,
      'timestamp in the future': 1,
      'unknown locale': 1,
      'unreadable consent': 1,
      'unreadable phone number': 1,
      'unreadable timestamp': 1,
    });
  }));

const consent = (yes: string, time = '') => `customer_id,email_consent,consent_time\nc,${yes},${time}\n`;
const unsubscribed = 'customer_id,timestamp,type\nc,2026-01-10,unsubscribed\n';

/** Files in the order in which they are read, and whether the customer may be written to after them. */
const stories: [string, string[], boolean | null][] = [
  ['who unsubscribes is not written to', [consent('yes', '2026-01-01'), unsubscribed], false],
  ['… nor when the customer file comes after', [unsubscribed, consent('yes', '2026-01-01')], false],
  ['… nor when it does not say when they agreed', [unsubscribed, consent('yes')], false],
  ['who agrees again later is written to', [unsubscribed, consent('yes', '2026-01-20')], true],
  ['… whichever came first', [consent('yes', '2026-01-20'), unsubscribed], true],
  ['the later word counts', [consent('yes', '2026-01-05'), consent('no', '2026-01-06')], false],
  ['… in whatever order they are read', [consent('no', '2026-01-06'), consent('yes', '2026-01-05')], false],
  ['… also when it is a yes', [consent('no', '2026-01-05'), consent('yes', '2026-01-06')], true],
  ['no weighs more where no time is told', [consent('no'), consent('yes')], false],
  ['… in either order', [consent('yes', '2026-01-05'), consent('no')], false],
  ['an empty cell says nothing', [consent('yes', '2026-01-05'), consent('')], true],
  ['who was never asked has not agreed', [consent('')], null],
];

for (const [claim, files, expected] of stories) {
  test(`consent: ${claim}`, () =>
    withTestWarehouse(async ({ ingest, rows }) => {
      for (const file of files) await ingest(file);
      assert.deepEqual(await rows('SELECT email_consent FROM customers'), [[expected]]);
    }));
}
