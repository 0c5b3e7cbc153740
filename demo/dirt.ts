import type { Random } from '../config/index.ts';
import { pick, streamOf } from './draws.ts';
import { hostileReviews } from './hostile-reviews.ts';
import type { CustomerRow, EventRow, ProductRow } from './rows.ts';

/** What is wrong with a row that was added to a file. */
export type DirtKind =
  | 'unreadable time'
  | 'no time'
  | 'no customer'
  | 'unreadable number'
  | 'doubled'
  | 'odd but readable time'
  | 'free gift'
  | 'hostile review'
  | 'no product'
  | 'no e-mail'
  | 'no address'
  | 'untidy e-mail'
  | 'unknown time zone';

export interface Dirty<Row> {
  readonly rows: Row[];
  /** How many rows of each kind were added. Nothing is changed or left out. */
  readonly dirt: Readonly<Partial<Record<DirtKind, number>>>;
}

type Addition<Row> = readonly [kind: DirtKind, count: number, make: (random: Random, index: number) => Row];

const badTimes = ['31/02/2026 25:61', 'yesterday', '2026-13-45T10:00:00Z', '0000-00-00 00:00:00', '14.02.26 ca. 10h'];

/** The event file as a shop's old system would give it: with rows that cannot be read, rows that come twice, and rows that mean harm. */
export function dirtyEvents(rows: readonly EventRow[], seed: number): Dirty<EventRow> {
  const lines = rows.filter((row) => row.type === 'order_completed');
  const views = rows.filter((row) => row.type === 'product_viewed');
  if (lines.length === 0 || views.length === 0) return { rows: [...rows], dirt: {} };
  const added = (kind: string, index: number) => ({ event_id: `X-${kind}-${index + 1}` });
  return withAdditions(rows, streamOf(seed, 7), [
    [
      'unreadable time',
      12,
      (random, i) => ({ ...pick(views, random), ...added('time', i), timestamp: pick(badTimes, random) }),
    ],
    ['no time', 5, (random, i) => ({ ...pick(views, random), ...added('notime', i), timestamp: '' })],
    [
      'no customer',
      40,
      (random, i) => ({ ...pick(lines, random), ...added('guest', i), customer_id: '', order_id: `OGUEST-${i + 1}` }),
    ],
    [
      'unreadable number',
      6,
      (random, i) => ({
        ...pick(lines, random),
        ...added('number', i),
        order_id: `OBROKEN-${i + 1}`,
        ...(i % 2 === 0 ? { quantity: 'two' } : { unit_price: '12,5O' }),
      }),
    ],
    ['doubled', 60, (random) => pick(rows, random)],
    [
      'odd but readable time',
      15,
      (random, i) => {
        const row = pick(views, random);
        return {
          ...row,
          ...added('zone', i),
          timestamp: i % 3 === 0 ? row.timestamp!.slice(0, 10) : inShanghai(row.timestamp!),
        };
      },
    ],
    [
      'free gift',
      20,
      (random, i) => ({ ...pick(lines, random), ...added('gift', i), quantity: '1', unit_price: '0.00' }),
    ],
    [
      'hostile review',
      hostileReviews.length,
      (random, i) => {
        const { customer_id, timestamp, product_id } = pick(lines, random);
        const about = { customer_id: customer_id!, timestamp: timestamp!, product_id: product_id! };
        return { ...about, ...added('review', i), type: 'review_posted', channel: 'web', ...hostileReviews[i]! };
      },
    ],
  ]);
}

/** The customer file with untidy rows of its own; they belong to nobody in the event file. */
export function dirtyCustomers(rows: readonly CustomerRow[], seed: number): Dirty<CustomerRow> {
  const stranger = (random: Random, id: number): CustomerRow => ({
    ...pick(rows, random),
    customer_id: `C9${String(id).padStart(4, '0')}`,
    email: `visitor${id}@example.net`,
    phone: '',
  });
  return withAdditions(rows, streamOf(seed, 8), [
    ['doubled', 5, (random) => pick(rows, random)],
    ['no customer', 2, (random) => ({ ...stranger(random, 1), customer_id: '' })],
    ['no e-mail', 4, (random, i) => ({ ...stranger(random, 10 + i), email: '' })],
    ['no address', 2, (random, i) => ({ ...stranger(random, 20 + i), email: 'will tell you later' })],
    ['untidy e-mail', 4, (random, i) => ({ ...stranger(random, 30 + i), email: `  Visitor${30 + i}@EXAMPLE.net ` })],
    ['unknown time zone', 2, (random, i) => ({ ...stranger(random, 40 + i), time_zone: 'Europe/Londn' })],
  ]);
}

export function dirtyProducts(rows: readonly ProductRow[], seed: number): Dirty<ProductRow> {
  return withAdditions(rows, streamOf(seed, 10), [
    ['doubled', 1, (random) => pick(rows, random)],
    ['no product', 1, (random) => ({ ...pick(rows, random), product_id: '' })],
  ]);
}

/** The rows in their order, with the additions at random places among them. */
function withAdditions<Row>(rows: readonly Row[], random: Random, additions: readonly Addition<Row>[]): Dirty<Row> {
  const placed: { before: number; row: Row }[] = [];
  for (const [, count, make] of additions) {
    for (let i = 0; i < count; i++) {
      const row = make(random, i);
      placed.push({ before: Math.floor(random() * (rows.length + 1)), row });
    }
  }
  placed.sort((a, b) => a.before - b.before);
  const result: Row[] = [];
  let next = 0;
  for (let index = 0; index <= rows.length; index++) {
    while (placed[next]?.before === index) result.push(placed[next++]!.row);
    if (index < rows.length) result.push(rows[index]!);
  }
  return { rows: result, dirt: Object.fromEntries(additions.map(([kind, count]) => [kind, count])) };
}

/** The same moment as somebody in Shanghai writes it. */
function inShanghai(timestamp: string): string {
  return `${new Date(Date.parse(timestamp) + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
