import { millisecondsPerDay } from '../config/index.ts';

/** How busy each weekday is, Sunday first; the mean is 1. */
const weekdays = [1.22, 1.06, 0.95, 0.9, 0.92, 0.97, 0.98];

/** Days between two newsletters. */
const newsletterRhythm = 14;

/** The day of the year as month × 100 + day: 1111 is Singles' Day. */
function monthAndDay(time: number): number {
  const date = new Date(time);
  return (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}

/** How much more than usual is bought on that day (1 is usual): the week, the weeks before Christmas, Singles' Day and the summer. */
export function season(time: number, chinese: boolean): number {
  return weekdays[new Date(time).getUTCDay()]! * yearly(monthAndDay(time), chinese);
}

function yearly(day: number, chinese: boolean): number {
  if (day >= 1109 && day <= 1112) return chinese ? 3 : 1.5;
  if (day >= 1124 && day <= 1130) return 1.9;
  if (day >= 1201 && day <= 1220) return 1.7;
  if (day >= 1221 && day <= 1226) return 0.6;
  if (day >= 101 && day <= 131) return 0.9;
  if (day >= 616 && day <= 619) return chinese ? 1.6 : 0.95;
  if (day >= 701 && day <= 831) return 0.75;
  return 1;
}

/** The share of the list price that is paid on that day. */
export function priceLevel(time: number): number {
  const day = monthAndDay(time);
  if (day >= 1124 && day <= 1130) return 0.85;
  if (day >= 102 && day <= 115) return 0.8;
  if (day === 1111) return 0.88;
  return 1;
}

/** Whether parcels are many and late. */
export function isParcelRush(time: number): boolean {
  const day = monthAndDay(time);
  return day >= 1120 && day <= 1224;
}

/** The newsletter goes out every other Thursday, to everybody who agreed and has not unsubscribed. */
export function isNewsletterDay(time: number): boolean {
  return Math.round(time / millisecondsPerDay) % newsletterRhythm === 0;
}
