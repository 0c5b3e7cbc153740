import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../config/index.ts';
import { splitFields } from '../../warehouse/ingest/fields.ts';
import { defaultLimits } from '../../warehouse/ingest/limits.ts';
import { RecordSplitter } from '../../warehouse/ingest/record-splitter.ts';
import { addsUp, withTestWarehouse } from './a-warehouse.ts';

const delimiter = fc.constantFrom(',', ';', '\t', '|');
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
/** Any characters but NUL, with what CSV stumbles over more often than chance would have it. */
const cell = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('"', '""', ',', ';', '\t', '|', '\n', '\r\n', '\r', ' ', '\u00a0', '=', '茶', '\u{1f980}'),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));

/** A CSV writer that shares nothing with our reader: `quoted` asks for quotes where none are needed. */
function writeCell(text: string, separator: string, quoted: boolean): string {
  const needed = text.startsWith('"') || text.includes(separator) || text.includes('\n') || text.includes('\r');
  return quoted || needed ? `"${text.split('"').join('""')}"` : text;
}

const withoutBlanks = (text: string) => text.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '') || null;

test('whatever another program writes as CSV is read as it was meant', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    let run = 0;
    const row = fc.record({ title: cell, text: cell, quoted: fc.boolean(), end: lineEnd });
    const file = fc.record({
      table: fc.array(row, { minLength: 1, maxLength: 12 }),
      separator: delimiter,
      end: lineEnd,
      mark: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ table, separator, end, mark }) => {
        run++;
        const header = ['event_id', 'customer_id', 'timestamp', 'type', 'title', 'text'].join(separator) + end;
        const lines = table.map(({ title, text, quoted, end }, index) => {
          const words = [title, text].map((one) => writeCell(one, separator, quoted));
          return [`${run}-${index}`, 'c', '2026-01-02', 'support_message', ...words].join(separator) + end;
        });
        const report = await ingest((mark ? '\ufeff' : '') + header + lines.join(''), { name: 'written.csv' });
        assert.deepEqual([report.accepted, report.rejected], [table.length, 0]);
        const said = await rows(`
          SELECT properties->>'$.title', properties->>'$.text' FROM events
          WHERE starts_with(event_id, '${run}-') ORDER BY split_part(event_id, '-', 2)::INTEGER`);
        assert.deepEqual(
          said,
          table.map(({ title, text }) => [withoutBlanks(title), withoutBlanks(text)]),
        );
      }),
      { numRuns: 60 },
    );
  }));

test('the counts of a file of arbitrary dirt add up, and agree with what is in the warehouse', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const good = fc.constantFrom('c1', '2026-01-02', '2026-01-02T03:04:05Z', 'product_viewed', 'p1', '1', '2.5', 'GBP');
    const line = fc
      .array(fc.oneof({ weight: 3, arbitrary: good }, cell), { maxLength: 9 })
      .map((cells) => cells.join(','));
    const rowLike = fc
      .tuple(fc.constantFrom('c1', 'c2', ''), fc.constantFrom('2026-01-02', '2026-01-03', 'soon'), good, good)
      .map((cells) => cells.join(','));
    const lines = fc.array(fc.oneof(line, rowLike), { maxLength: 30 });
    let inAll = 0;
    await fc.assert(
      fc.asyncProperty(lines, lineEnd, async (dirt, end) => {
        const file = ['customer_id,timestamp,order_id,product_id', ...dirt].join(end);
        const report = await ingest(file, { name: 'dirt.csv' }).catch((error) => {
          assert.ok(error instanceof UserError && /dirt\.csv, line \d+/.test(error.message), error.stack);
          return undefined;
        });
        if (report) {
          assert.ok(addsUp(report), JSON.stringify(report));
          inAll += report.accepted;
        }
        assert.deepEqual(await rows('SELECT count(*), count(DISTINCT event_id) FROM events'), [
          [`${inAll}`, `${inAll}`],
        ]);
      }),
      { numRuns: 60 },
    );
  }));

test('it does not matter where the blocks end in which a file comes', () => {
  const text = fc.array(cell, { maxLength: 40 }).chain((cells) =>
    fc.record({
      bytes: fc.constant(Buffer.from(cells.map((one, index) => one + (index % 3 === 2 ? '\n' : ',')).join(''))),
      cuts: fc.array(fc.nat(200), { maxLength: 20 }),
    }),
  );
  const split = (bytes: Buffer, cuts: number[]) => {
    const shape = { delimiter: ',', columns: 3, lineEnd: '\n', firstLine: 2 } as const;
    const splitter = new RecordSplitter('blocks.csv', shape, defaultLimits);
    const into = { records: [] as Buffer[], malformed: [] as Buffer[], leads: [] as string[] };
    let from = 0;
    let carry = Buffer.alloc(0);
    for (const cut of [...cuts.map((step) => Math.min(step, bytes.length)).sort((a, b) => a - b), bytes.length]) {
      carry = Buffer.concat([carry, bytes.subarray(from, cut)]);
      from = cut;
      carry = carry.subarray(splitter.split(carry, false, into));
    }
    splitter.split(carry, true, into);
    const { records, malformed, line } = splitter;
    return [
      Buffer.concat(into.records).toString(),
      Buffer.concat(into.malformed).toString(),
      into.leads.join(''),
      records,
      malformed,
      line,
    ];
  };
  const outcome = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return (error as Error).message;
    }
  };
  fc.assert(
    fc.property(text, ({ bytes, cuts }) => {
      assert.deepEqual(
        outcome(() => split(bytes, cuts)),
        outcome(() => split(bytes, [])),
      );
    }),
    { numRuns: 400 },
  );
});

test('the fields of one record are what was written', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), delimiter, fc.boolean(), (cells, separator, quoted) => {
      const record = cells.map((one) => writeCell(one, separator, quoted)).join(separator);
      assert.deepEqual(splitFields(record, separator), cells);
    }),
  );
});
