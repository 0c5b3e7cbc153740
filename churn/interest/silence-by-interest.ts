import { type CustomerWeeks, turns } from './customer-weeks.ts';
import {
  emissionsOf,
  emitMails,
  emitOrders,
  emitVisits,
  evidence,
  type InterestModel,
  move,
  noRefills,
  scale,
  scaleByMood,
  scaleToOne,
  sumOf,
  weeksSince,
} from './interest-model.ts';

const [orderTurn, firstOrderTurn] = [turns.indexOf('order'), turns.indexOf('first order')];
const [visits, mails, feelings] = [evidence.indexOf('visits'), evidence.indexOf('mails'), evidence.indexOf('feelings')];
/** Beliefs are made to sum to 1 every so many weeks: in between they do not outgrow a number. */
const weeksBetweenScaling = 8;

/**
 * For each level of evidence the customers' logits of no order within the horizon, by who knows the weeks up to that level: the forward algorithm (Rabiner 1989). The levels go through the weeks
 * side by side, and each has a belief of its own only from the week on that tells it what the one before does not know.
 */
export function silenceLogits(model: InterestModel, weeks: CustomerWeeks): Float64Array[] {
  const emissions = emissionsOf(model);
  const latest = model.afterOrder.length - 1;
  const ahead = model.horizonDays / 7;
  const lastWeek = Math.ceil(ahead) - 1;
  const silentInLast = emissions.silent.map((silent) => silent.map((chance) => chance ** (ahead - lastWeek)));
  const perState = () => new Float64Array(emissions.states);
  const [ordered, visited, mailed] = [perState(), perState(), perState()];
  const beliefs = evidence.map(perState);
  let spare = perState();
  const own = evidence.map(() => false);
  /** The level whose belief this one has. */
  const followed = (level: number): number => (own[level] ? level : followed(level - 1));
  const part = (level: number) => {
    if (own[level]) return;
    beliefs[level]!.set(beliefs[followed(level)]!);
    own[level] = true;
  };
  /** A week goes by; `turn` is what it did to the mood, `plain` what who knows no feelings takes that for. */
  const step = (plain: number, turn: number) => {
    if (turn !== plain) part(feelings);
    for (let level = 0; level < own.length; level++) {
      if (!own[level]) continue;
      move(emissions.moves[level < feelings ? plain : turn]!, beliefs[level]!, spare);
      [beliefs[level], spare] = [spare, beliefs[level]!];
    }
  };
  const results = evidence.map(() => new Float64Array(weeks.firstLength.length));
  for (let row = 0; row < weeks.firstLength.length; row++) {
    const [from, to] = [weeks.offsets[row]!, weeks.offsets[row + 1]!];
    own.fill(false);
    own[0] = true;
    beliefs[0]!.set(model.start);
    part(visits);
    let since = 0;
    let plain = 0;
    for (let at = from; at < to; at++) {
      if (at > from) step(plain, weeks.turn[at - 1]!);
      const length = at === from ? weeks.firstLength[row]! : 1;
      const withMails = weeks.mails[at]! > 0;
      emitOrders(model, emissions, weeks, at, length, since, ordered);
      visited.set(ordered);
      emitVisits(model, emissions, weeks, at, length, visited);
      if (withMails) {
        part(mails);
        mailed.set(visited);
        emitMails(emissions, weeks, at, mailed);
      }
      for (let level = 0; level < own.length; level++) {
        if (!own[level]) continue;
        if (level < visits) scale(beliefs[level]!, ordered);
        else scale(beliefs[level]!, level >= mails && withMails ? mailed : visited);
        if ((at - from) % weeksBetweenScaling === 0) scaleToOne(beliefs[level]!);
      }
      plain = at === from ? firstOrderTurn : weeks.orders[at]! > 0 ? orderTurn : 0;
      since = at === from ? 0 : weeksSince(since, weeks.orders[at]!, latest);
    }
    for (let level = 0; level < own.length; level++) if (own[level]) scaleToOne(beliefs[level]!);
    for (let week = 0; week <= lastWeek; week++) {
      step(week === 0 ? plain : 0, week === 0 ? weeks.turn[to - 1]! : 0);
      const silent = (week < lastWeek ? emissions.silent : silentInLast)[since]!;
      const due = weeks.dueAhead[row * weeks.weeksAhead + week]! * Math.min(1, ahead - week);
      const refills = noRefills(model, due);
      for (let level = 0; level < own.length; level++) {
        if (!own[level]) continue;
        scale(beliefs[level]!, silent);
        if (due > 0) scaleByMood(beliefs[level]!, refills);
      }
      since = weeksSince(since, 0, latest);
    }
    for (let level = 0; level < own.length; level++) {
      if (!own[level]) {
        results[level]![row] = results[level - 1]![row]!;
        continue;
      }
      const silence = Math.min(1 - 1e-6, Math.max(1e-6, sumOf(beliefs[level]!)));
      results[level]![row] = Math.log(silence / (1 - silence));
    }
  }
  return results;
}
