import assert from 'node:assert/strict';
import type { Policy } from '../../config/index.ts';
import { listIntents, openStore, sendPass } from '../../retention/index.ts';
import { approve, contactOf, customer, intoList, sendingRoom, settings, waitingDraft } from './an-outbox.ts';

/** Zones with odd offsets, with and without daylight saving, and with changes of rule: Casablanca puts the clocks back for Ramadan, Lord Howe shifts by half an hour, Troll by two. */
export const zones =
  `Pacific/Kiritimati Pacific/Pago_Pago Asia/Kathmandu Pacific/Chatham Australia/Lord_Howe Australia/Adelaide Antarctica/Troll Africa/Casablanca Africa/El_Aaiun Africa/Cairo
  Asia/Gaza Asia/Beirut Asia/Tehran Asia/Kolkata Asia/Kabul Asia/Yangon Asia/Shanghai Asia/Tokyo Asia/Pyongyang Asia/Jerusalem Europe/London Europe/Dublin Europe/Berlin Europe/Chisinau
  Europe/Istanbul Atlantic/Azores America/St_Johns America/Halifax America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage Pacific/Honolulu
  America/Sao_Paulo America/Santiago America/Asuncion America/Havana America/Nuuk`.split(/\s+/);

const hour = 3_600_000;

/** The wall clock as the runtime writes a whole date of that zone, read back from its text: another way to it than the sender's. */
function wallClock(time: Date, timeZone: string): number {
  const written = time.toLocaleString('sv-SE', { timeZone });
  return Number(written.slice(11, 13)) * 60 + Number(written.slice(14, 16));
}

/**
 * Sends a mail to one customer a zone on every simulated day, made at a random hour of it, with a sender that looks every half hour and a clock that goes as it does.
 * Returns how many mails went out; asserts that none did in quiet hours, and that each went out within a day and once.
 */
export async function sendThrough(
  days: number,
  zones: readonly string[],
  quiet: Policy['quiet_hours'],
  random: () => number,
): Promise<number> {
  const store = openStore(':memory:');
  const begin = new Date('2026-01-15T00:00:00Z').getTime();
  let now = new Date(begin);
  const list = intoList();
  const policy = { ...settings.policy, quiet_hours: quiet, frequency: [] };
  const contact = (index: number) => contactOf(customer(index), { timeZone: zones[index]! });
  const room = sendingRoom(store, list, {
    policy,
    clock: () => now,
    readShop: async () => ({ contact: (id) => contact(Number(id.slice(1))), product: () => null }),
  });
  const [from, to] = [quiet.from, quiet.to].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) as [
    number,
    number,
  ];
  let checked = 0;
  for (let day = 0; day < days; day++) {
    const made = zones.map((_, index) => ({ index, at: Math.floor(random() * 48) }));
    for (let half = 0; half < 48; half++) {
      now = new Date(begin + day * 24 * hour + (half * hour) / 2 + Math.floor(random() * 20 * 60_000));
      for (const { index, at } of made) {
        if (at !== half) continue;
        approve(
          store,
          waitingDraft(store, customer(index), `day-${day}`, { now, contact: contact(index) }),
          'ann',
          now,
        );
      }
      await sendPass(room);
      for (const { intent_id } of list.mails.slice(checked)) {
        const sent = store.database
          .prepare('SELECT customer_id, created_at FROM drafts WHERE draft_id = ?')
          .get(intent_id.slice(5)) as { customer_id: string; created_at: string };
        const zone = zones[Number(sent.customer_id.slice(1))]!;
        const minute = wallClock(now, zone);
        const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
        assert.ok(
          !isQuiet,
          `${zone}: sent at ${now.toISOString()}, when the clock showed ${Math.floor(minute / 60)}:${minute % 60}`,
        );
        assert.ok(
          now.getTime() - new Date(sent.created_at).getTime() <= 24 * hour,
          'no mail waits longer than a night',
        );
      }
      checked = list.mails.length;
    }
  }
  assert.equal(new Set(list.mails.map(({ intent_id }) => intent_id)).size, list.mails.length);
  // What was made in the last night still waits for its morning.
  const waiting = listIntents(store).filter(({ state }) => state === 'waiting').length;
  assert.equal(list.mails.length + waiting, days * zones.length);
  room.sender.close();
  store.close();
  return list.mails.length;
}
