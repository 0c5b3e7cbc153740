import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../config/index.ts';
import { type History, historyBefore, profileOf } from '../../embeddings/history.ts';
import { fitOrderChance } from '../../embeddings/ranking/order-chance.ts';
import { repeatShift } from '../../embeddings/ranking/repeat-shift.ts';
import { historyOf } from './history-of.ts';

const day = 86_400_000;
const [customers, each, days, changeDay, fromDay] = [60, 20, 90, 75, 60];

/** Customers who each take some of their own twenty products a day, and of them more or fewer after a day. */
function shop(daily: number, afterwards: number): History {
  const random = seededRandom(3);
  const own = (c: number) => c * each + Math.floor(random() * each);
  const baskets = Array.from({ length: customers }, (_, c) =>
    Array.from({ length: days }, (_, at) => {
      const count = at >= changeDay ? afterwards : daily;
      return [...new Set(Array.from({ length: count }, () => own(c)))];
    }),
  );
  return { ...historyOf(baskets, customers * each), asOf: days * day };
}

function shiftOf(now: History): number {
  const from = historyBefore(now, fromDay * day);
  const profiles = Array.from({ length: customers }, (_, c) => profileOf(from, c));
  return repeatShift(
    now,
    from,
    fitOrderChance(
      profiles,
      Uint8Array.from(profiles, (_, c) => c % 2),
    ),
  );
}

test('where customers take again as much of what they had as a horizon ago, the level stays', () => {
  const shift = shiftOf(shop(1, 1));
  assert.ok(Math.abs(shift) < 0.1, `shift ${shift}`);
});

test('where the newest lists come true more often than those of a horizon ago did, the level rises, and where less often, it falls', () => {
  const [more, less] = [shiftOf(shop(1, 3)), shiftOf(shop(3, 1))];
  assert.ok(more > 0.2, `shift ${more}`);
  assert.ok(less < -0.2, `shift ${less}`);
});

test('a shop where few lists came true tells nothing of a level', () => {
  const now = shop(1, 3);
  const few = { ...now, start: now.start.map((at, c) => (c > 3 ? now.start[3]! : at)) };
  assert.equal(shiftOf(few), 0);
});
