import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../config/index.ts';
import { neutralSeason, seasonClock, seasonOf, seasonRatio } from '../../season/index.ts';

const day = 86_400_000;
const ordersADay = 12;

/** Orders by chance, so many more or fewer on each day than on any other. */
function shop(from: number, to: number, busy: (time: number) => number, seed: number): number[] {
  const random = seededRandom(seed);
  const times: number[] = [];
  for (let time = from; time < to; time += day) {
    for (let order = 0; order < 4 * ordersADay; order++) {
      if (random() < busy(time) / 4) times.push(time + random() * day);
    }
  }
  return times;
}

/** Twice as busy from mid-November to Christmas. */
const christmas = (time: number) => {
  const date = new Date(time);
  const monthAndDay = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  return monthAndDay >= 1115 && monthAndDay < 1224 ? 2 : 0.9;
};
const always = () => 1;
const quarter = (season: Parameters<typeof seasonRatio>[0], from: number) => seasonRatio(season, from, from + 90 * day);

test('two years with a Christmas foretell the third', () => {
  const asOf = Date.UTC(2025, 8, 25);
  const season = seasonOf(shop(Date.UTC(2023, 8, 1), asOf, christmas, 1), asOf);
  assert.ok(Math.abs(quarter(season, asOf) - 1.33) < 0.1, `${quarter(season, asOf)}`);
  assert.ok(quarter(season, Date.UTC(2026, 2, 1)) < 0.95);
});

test('one Christmas is enough, and is found at once', () => {
  const asOf = Date.UTC(2025, 8, 25);
  const season = seasonOf(shop(Date.UTC(2024, 6, 1), asOf, christmas, 2), asOf);
  assert.ok(Math.abs(quarter(season, asOf) - 1.33) < 0.12, `${quarter(season, asOf)}`);
});

test('a shop without a season has none', () => {
  for (const months of [6, 15, 30]) {
    const asOf = Date.UTC(2025, 8, 25);
    const season = seasonOf(shop(asOf - months * 30.4 * day, asOf, always, months), asOf);
    assert.ok(Math.abs(quarter(season, asOf) - 1) < 0.04, `${months} months: ${quarter(season, asOf)}`);
  }
});

test('growth is not a season: neither a shop that doubles every year nor one that has just opened', () => {
  const asOf = Date.UTC(2025, 8, 25);
  for (const years of [0.75, 2]) {
    const from = asOf - years * 365 * day;
    const doubling = (time: number) => 2 ** ((time - asOf) / (365 * day)) * 2;
    const opened = (time: number) => Math.min(1, (time - from) / (200 * day)) ** 0.5;
    for (const busy of [doubling, opened]) {
      const ratio = quarter(seasonOf(shop(from, asOf, busy, 3), asOf), asOf);
      assert.ok(Math.abs(ratio - 1) < 0.06, `${busy.name} over ${years} years: ${ratio}`);
    }
  }
});

test('what happened once in two years counts less than what came twice', () => {
  const asOf = Date.UTC(2025, 5, 1);
  const from = Date.UTC(2023, 5, 1);
  const once = (time: number): number => (time > Date.UTC(2024, 8, 1) && time < Date.UTC(2024, 9, 15) ? 2 : 1);
  const twice = (time: number) => once(time) * once(time + 365 * day);
  const autumn = (busy: typeof once) =>
    seasonRatio(seasonOf(shop(from, asOf, busy, 4), asOf), Date.UTC(2025, 8, 1), Date.UTC(2025, 9, 15));
  assert.ok(autumn(once) < 1 + 0.6 * (autumn(twice) - 1), `${autumn(once)} and ${autumn(twice)}`);
});

test('a file of some weeks says nothing, and nothing is said of a shop without an order', () => {
  const asOf = Date.UTC(2025, 11, 20);
  assert.deepEqual(seasonOf(shop(asOf - 110 * day, asOf, christmas, 5), asOf), neutralSeason);
  assert.deepEqual(seasonOf([], asOf), neutralSeason);
});

test('what lies at or after the moment changes nothing', () => {
  const asOf = Date.UTC(2025, 8, 25);
  const before = shop(Date.UTC(2023, 8, 1), asOf, christmas, 6);
  const after = shop(asOf, asOf + 200 * day, () => 4, 7);
  assert.deepEqual(seasonOf([...after, ...before, asOf], asOf), seasonOf(before, asOf));
});

test('the clock never stands still or runs back, and a year is a year on it', () => {
  const speed = fc.double({ min: 0.05, max: 5, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(speed, { minLength: 73, maxLength: 73 }),
      fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2060, 0, 1) }),
      fc.integer({ min: 60_000, max: 400 * day }),
      (speeds, from, length) => {
        const mean = speeds.reduce((sum, value) => sum + value, 0) / 73;
        const season = { speeds: speeds.map((value) => value / mean) };
        const clock = seasonClock(season);
        assert.ok(clock(from + length) > clock(from));
        assert.ok(Math.abs(seasonRatio(season, from, from + 365.25 * day) - 1) < 1e-6);
        assert.ok(Math.abs(seasonRatio(neutralSeason, from, from + length) - 1) < 1e-6);
      },
    ),
  );
});
