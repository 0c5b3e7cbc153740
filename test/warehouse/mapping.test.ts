import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../config/index.ts';
import { loadMapping, parseMapping } from '../../warehouse/index.ts';
import { withTestWarehouse } from './a-warehouse.ts';

test('a file without a header, with tabs and unix seconds, is read by the names that the mapping gives its columns', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const mapping = `delimiter: "\\t"
columns: [user, item, rating, time]
timestamp_format: unix_seconds
fields: {customer_id: user, product_id: item, rating: rating, timestamp: time, type: {constant: review_posted}}`;
    const report = await ingest('196\t242\t3\t881250949\n186\t302\t3.5\t891717742\n186\t302\tbad\t891717742\n', {
      mapping,
    });
    assert.deepEqual([report.accepted, report.rejected], [2, 1]);
    assert.deepEqual(await rows('SELECT customer_id, product_id, rating, time FROM reviews ORDER BY time'), [
      ['196', '242', 3, '1997-12-04 15:55:49'],
      ['186', '302', 3.5, '1998-04-04 19:22:22'],
    ]);
  }));

const shopify = `
fields:
  customer_id: Email
  timestamp: Created at
  order_id: Name
  product_id: Lineitem sku
  title: Lineitem name
  quantity: Lineitem quantity
  unit_price: Lineitem price
  currency: {column: Currency, optional: true}
  channel: {constant: web}
`;

test('an export with its own names and offsets is read by a mapping, and its e-mail addresses become pseudonyms', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    await ingest(
      `Name,Email,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Notes
#1001,ann@shop.example,2026-02-15 10:14:00 -0400,2,"Mug, blue",14.50,MUG-1,
#1001,ann@shop.example,2026-02-15 10:14:00 -0400,1,Tin,4.00,TIN-1,"two
lines"
`,
      { mapping: shopify },
    );
    assert.deepEqual(
      await rows('SELECT order_id, product_id, quantity, unit_price, time, channel FROM events ORDER BY 2'),
      [
        ['#1001', 'MUG-1', '2.0000', '14.5000', '2026-02-15 14:14:00', 'web'],
        ['#1001', 'TIN-1', '1.0000', '4.0000', '2026-02-15 14:14:00', 'web'],
      ],
    );
    assert.deepEqual(await rows('SELECT kind, value FROM identities'), [['email', 'ann@shop.example']]);
  }));

/** A moment as a file writes it, the mapping's format and zone, and the moment in UTC. */
const moments: [string, string, string, string][] = [
  ['2026-02-15', 'iso', 'UTC', '2026-02-15 00:00:00'],
  ['2026-02-15', 'iso', 'Asia/Shanghai', '2026-02-14 16:00:00'],
  ['2026-02-15T10:14', 'iso', 'UTC', '2026-02-15 10:14:00'],
  ['2026-02-15T10:14:05.25Z', 'iso', 'Asia/Shanghai', '2026-02-15 10:14:05.25'],
  ['2026-02-15 10:14:05+08', 'iso', 'UTC', '2026-02-15 02:14:05'],
  ['2026-02-15 10:14:05 +0545', 'iso', 'UTC', '2026-02-15 04:29:05'],
  ['2026-02-15 10:14:05 UTC', 'iso', 'Europe/London', '2026-02-15 10:14:05'],
  ['2025-07-01 10:00:00', 'iso', 'Europe/London', '2025-07-01 09:00:00'],
  ['15/02/2026 10:14', '%d/%m/%Y %H:%M', 'UTC', '2026-02-15 10:14:00'],
  ['15.02.26', '%d.%m.%y', 'Europe/Berlin', '2026-02-14 23:00:00'],
  ['Feb 15 2026 10:14PM +0100', '%b %d %Y %I:%M%p %z', 'UTC', '2026-02-15 21:14:00'],
  ['1771150445', 'unix_seconds', 'Asia/Shanghai', '2026-02-15 10:14:05'],
  ['1771150445250', 'unix_milliseconds', 'UTC', '2026-02-15 10:14:05.25'],
];

for (const [written, format, zone, expected] of moments) {
  test(`${written} read as ${format} in ${zone} is ${expected} UTC`, () =>
    withTestWarehouse(async ({ ingest, rows }) => {
      const mapping = `timestamp_format: "${format}"\ntime_zone: ${zone}\nfields: {customer_id: a, timestamp: b}`;
      await ingest(`a,b\nc,${written}\n`, { mapping });
      assert.deepEqual(await rows('SELECT time FROM events'), [[expected]]);
    }));
}

test('decimal commas, with points between thousands', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const mapping = `decimal: ","\nfields: {customer_id: a, timestamp: b, quantity: q, unit_price: p}`;
    await ingest('a;b;q;p\nc;2026-02-15;1,5;1.234,56\n', { mapping });
    assert.deepEqual(await rows('SELECT quantity, unit_price FROM events'), [['1.5000', '1234.5600']]);
  }));

/** The mapping's decimal mark, an amount as a file writes it, and what is read; undefined for an unreadable number. */
const amounts: [string, string, string | undefined][] = [
  ['.', '£9.50', '9.5000'],
  ['.', '$1,234.50', '1234.5000'],
  ['.', 'USD 5', '5.0000'],
  ['.', '￥59.00', '59.0000'],
  ['.', '99元', '99.0000'],
  ['.', "CHF 1'234.50", '1234.5000'],
  [',', '8,50 €', '8.5000'],
  [',', '1.234,50\u00a0€', '1234.5000'],
  [',', '1\u202f234,50 €', '1234.5000'],
  [',', '1.234', '1234.0000'],
  // A decimal mark that the mapping does not name is no mark between thousands.
  ['.', '8,50', undefined],
  ['.', '1,500', undefined],
  [',', '8.50', undefined],
  [',', '0.500', undefined],
  ['.', '£', undefined],
  ['.', 'nine', undefined],
];

for (const [decimal, written, expected] of amounts) {
  test(`${written} is ${expected ?? 'unreadable'} where decimals stand behind “${decimal}”`, () =>
    withTestWarehouse(async ({ ingest, rows }) => {
      const mapping = `decimal: "${decimal}"\nfields: {customer_id: a, timestamp: b, unit_price: p}`;
      await ingest(`a;b;p\nc;2026-02-15;${written}\n`, { mapping });
      assert.deepEqual(await rows('SELECT unit_price FROM events'), expected === undefined ? [] : [[expected]]);
    }));
}

test('a refund is one whether the minus stands before the currency sign or after it', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const mapping = 'fields: {customer_id: a, timestamp: b, unit_price: p}';
    await ingest('a;b;p\nc;2026-02-15;-£8.40\nc;2026-02-16;£-8.40\n', { mapping });
    const refund = ['order_refunded', '8.4000'];
    assert.deepEqual(await rows('SELECT type, unit_price FROM events'), [refund, refund]);
  }));

/** A mapping that is wrong, and what the message must say. */
const wrong: [string, RegExp][] = [
  ['fields: {customer_id: a}', /fields\.timestamp: is needed/],
  ['fields: {customer_id: a, timestamp: b, colour: c}', /fields\.colour: there is no such field/],
  ['fields: {customer_id: a, timestamp: b, type: {constant: bought}}', /one of .*order_completed.*"bought"/],
  ['kind: people\nfields: {}', /kind: .*"people"/],
  ['time_zone: Mars/Base\nfields: {customer_id: a, timestamp: b}', /time_zone: an IANA time zone.*"Mars\/Base"/],
  ['timestamp_format: soon\nfields: {customer_id: a, timestamp: b}', /timestamp_format: .*"soon"/],
  ['colums: [a]\nfields: {customer_id: a, timestamp: b}', /colums.*columns/],
  ['columns: [a, a]\nfields: {customer_id: a, timestamp: a}', /columns: every column under a name of its own/],
  ['cancelled_when: {column: a}\nfields: {customer_id: a, timestamp: b}', /one of equals, starts_with/],
  ['fields: [', /not valid YAML/],
  ['just words', /must hold keys and values/],
  ['a: &a [*a, *a]', /the mapping/],
];

test('a wrong mapping is refused with the key, what it has and what it may have', () => {
  for (const [text, message] of wrong) {
    assert.throws(
      () => parseMapping(text, 'm.yaml'),
      (error: Error) => error instanceof UserError && /m\.yaml/.test(error.message) && message.test(error.message),
      text,
    );
  }
  assert.throws(() => loadMapping('/nowhere/m.yaml'), /the mapping \/nowhere\/m\.yaml cannot be read/);
});

test('patterns that cannot be used and columns that are not there are told before anything is read', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const file = 'a,b\nc,2026-01-02\n';
    const fields = 'fields: {customer_id: a, timestamp: b}';
    const mappings: [string, RegExp][] = [
      [`timestamp_format: "%Q"\n${fields}`, /timestamp_format cannot be used: "%Q"/],
      [`cancelled_when: {column: a, matching: "("}\n${fields}`, /cancelled_when cannot be used: "\("/],
      [`charge_when: {column: a, not_matching: "(?=x)"}\n${fields}`, /charge_when cannot be used/],
      [
        `charge_when: {column: z, equals: x}\n${fields}`,
        /line 1: the columns z \(for charge_when\).*the file has a, b/,
      ],
      ['fields: {customer_id: a, timestamp: when}', /line 1: the columns when \(for timestamp\)/],
      [`columns: [a, b, c]\n${fields}`, /the mapping names 3 columns, and the line has 2 fields/],
    ];
    for (const [mapping, message] of mappings) {
      await assert.rejects(ingest(file, { mapping }), (error: Error) => {
        assert.ok(error instanceof UserError, error.stack);
        assert.match(error.message, message);
        return true;
      });
    }
    assert.deepEqual(await rows('SELECT count(*) FROM ingests'), [['0']]);
  }));

test('a pattern that would take other engines for ever is answered at once', () =>
  withTestWarehouse(async ({ ingest }) => {
    const mapping = `cancelled_when: {column: a, matching: "^(a+)+$"}\nfields: {customer_id: a, timestamp: b, order_id: o}`;
    const report = await ingest(`a,b,o\n${'a'.repeat(199)}!,2026-01-02,1\n`.repeat(1), { mapping });
    assert.equal(report.accepted, 1);
  }));
