import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../config/index.ts';
import { endOfQuiet, isQuiet } from '../../retention/index.ts';
import { sendThrough, zones } from './quiet-days.ts';

const night = { from: '21:00', to: '08:00' };
const end = (time: string, zone: string, quiet = night) => endOfQuiet(new Date(time), zone, quiet).toISOString();

test('the end of the night is where the customer is, also where clocks are put forward or back over it', () => {
  assert.equal(end('2026-03-01T23:10:00Z', 'Europe/London'), '2026-03-02T08:00:00.000Z');
  assert.equal(end('2026-03-01T16:00:00Z', 'Asia/Kathmandu'), '2026-03-02T02:15:00.000Z');
  // London puts its clocks forward on 2026-03-29 at one o'clock: eight comes an hour earlier.
  assert.equal(end('2026-03-28T22:00:00Z', 'Europe/London'), '2026-03-29T07:00:00.000Z');
  assert.equal(end('2026-10-24T22:00:00Z', 'Europe/London'), '2026-10-25T08:00:00.000Z');
  // The end falls into the hour that is skipped: the first minute after the gap.
  assert.equal(
    end('2026-03-28T23:00:00Z', 'Europe/London', { from: '22:00', to: '01:30' }),
    '2026-03-29T01:00:00.000Z',
  );
  // It falls into the hour that comes twice: not before the second time is over where that would be quiet again.
  assert.equal(
    isQuiet(new Date(end('2026-10-24T23:00:00Z', 'Europe/London', { from: '22:00', to: '01:30' })), 'Europe/London', {
      from: '22:00',
      to: '01:30',
    }),
    false,
  );
  assert.equal(end('2026-03-01T12:34:56.789Z', 'Europe/London'), '2026-03-01T12:34:56.789Z');
});

test('the same hour twice is no quiet hours', () => {
  for (let hour = 0; hour < 24; hour++) {
    assert.equal(isQuiet(new Date(Date.UTC(2026, 0, 1, hour)), 'UTC', { from: '08:00', to: '08:00' }), false);
  }
});

test('whatever hours, zone and moment: the end is not quiet, not before, and within 26 hours', () => {
  const time = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  fc.assert(
    fc.property(
      time,
      time,
      fc.constantFrom(...zones),
      fc.date({ min: new Date('2025-01-01'), max: new Date('2101-01-01'), noInvalidDate: true }),
      (from, to, zone, now) => {
        const after = endOfQuiet(now, zone, { from, to });
        assert.equal(isQuiet(after, zone, { from, to }), false);
        assert.ok(after >= now && after.getTime() - now.getTime() <= 26 * 3_600_000);
      },
    ),
    { numRuns: 500 },
  );
});

test('twelve days over the change of clocks, eight zones: nothing is sent in quiet hours, nothing is lost, nothing doubled', async () => {
  const some = [
    'Europe/London',
    'Asia/Kathmandu',
    'Africa/Casablanca',
    'Pacific/Chatham',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Kiritimati',
    'America/New_York',
  ];
  const sent = await sendThrough(12, some, night, seededRandom(3));
  assert.ok(sent > 80);
});
