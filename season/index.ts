/** How busy a shop usually is through the year, from its own orders. */
export { seasonOf } from './fit-season.ts';
export { neutralSeason, type Season, seasonClock, seasonRatio, yearDays } from './season.ts';
