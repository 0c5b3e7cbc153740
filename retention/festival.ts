import { type Festival, millisecondsPerDay } from '../config/index.ts';

const quarterHour = 15 * 60_000;
/** Zones lie up to 14 hours ahead of UTC and 12 behind it. */
const earliest = -15 * 3_600_000;

/**
 * The end of the festival's day, by the clock of the shop's zone, when `now` lies in the days before it or on it; null otherwise.
 * A 29 February is kept in leap years alone.
 */
export function festivalEnd(festival: Festival, now: Date, timeZone: string): Date | null {
  for (const day of daysOf(festival, now)) {
    const end = endOfDay(day, timeZone);
    const start = end.getTime() - (festival.days_before + 1) * millisecondsPerDay;
    if (now.getTime() >= start && now < end) return end;
  }
  return null;
}

/** The festival's days (YYYY-MM-DD) that could be near. */
function daysOf({ on }: Festival, now: Date): string[] {
  if (typeof on !== 'string') return on;
  const year = now.getUTCFullYear();
  return [year - 1, year, year + 1].map((one) => `${one}-${on}`).filter(isDay);
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

const ends = new Map<string, Date>();

/** The first moment at which the zone's calendar shows the day after. */
function endOfDay(day: string, timeZone: string): Date {
  const key = `${day} ${timeZone}`;
  let end = ends.get(key);
  if (!end) {
    const calendar = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
    let time = Date.parse(`${day}T00:00:00Z`) + millisecondsPerDay + earliest;
    while (calendar.format(time) <= day) time += quarterHour;
    end = new Date(time);
    ends.set(key, end);
  }
  return end;
}
