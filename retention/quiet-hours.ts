import type { Policy } from '../config/index.ts';

const millisecondsPerMinute = 60_000;
const minutesPerDay = 24 * 60;
/** The longest that the clocks have ever been put forward or back at once, with room to spare. */
const longestShift = 3 * 60;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a zone, in minutes since its midnight. */
export function minuteOfDay(time: Date, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(timeZone, clock);
  }
  const [hours, minutes] = clock.format(time).split(':').map(Number) as [number, number];
  return hours * 60 + minutes;
}

/** The hour that the wall clock shows when an hour of UTC begins, on that day. */
export function localHour(hourOfUtc: number, day: Date, timeZone: string): number {
  const time = new Date(day);
  time.setUTCHours(hourOfUtc, 0, 0, 0);
  return Math.floor(minuteOfDay(time, timeZone) / 60);
}

/** The first moment from `time` on at which the wall clock shows that hour, within a day or two: the clocks may be put forward over it. */
export function nextAtHour(time: Date, hour: number, timeZone: string): Date {
  const shows = (moment: Date) => Math.floor(minuteOfDay(moment, timeZone) / 60) === hour;
  if (shows(time)) return time;
  const quarter = 15 * millisecondsPerMinute;
  // Every zone is a whole number of quarter hours from UTC.
  let moment = Math.ceil(time.getTime() / quarter) * quarter;
  while (!shows(new Date(moment))) moment += quarter;
  return new Date(moment);
}

/** Whether the wall clock stands between `from` and `to`, over midnight where they say so. The same time twice is never. */
export function isQuiet(time: Date, timeZone: string, { from, to }: Policy['quiet_hours']): boolean {
  const now = minuteOfDay(time, timeZone);
  const [start, end] = [minutes(from), minutes(to)];
  return start <= end ? now >= start && now < end : now >= start || now < end;
}

/**
 * The first whole minute from `time` on that is not quiet: `time` itself when it is not.
 * Where clocks are put forward over the end of the quiet hours it is the first minute after the gap; where an hour comes twice, the end of it that is not quiet.
 */
export function endOfQuiet(time: Date, timeZone: string, quiet: Policy['quiet_hours']): Date {
  if (!isQuiet(time, timeZone, quiet)) return time;
  const ahead = (minutes(quiet.to) - minuteOfDay(time, timeZone) + minutesPerDay) % minutesPerDay;
  const wholeMinute = Math.floor(time.getTime() / millisecondsPerMinute);
  // A change of the clocks moves the end either way: the search begins before it could be and goes on minute by minute.
  for (let minute = wholeMinute + Math.max(1, ahead - longestShift); ; minute++) {
    const candidate = new Date(minute * millisecondsPerMinute);
    if (!isQuiet(candidate, timeZone, quiet)) return candidate;
  }
}

function minutes(hour: string): number {
  const [hours, rest] = hour.split(':').map(Number) as [number, number];
  return hours * 60 + rest;
}
