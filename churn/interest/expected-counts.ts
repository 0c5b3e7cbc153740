import { type CustomerWeeks, turns } from './customer-weeks.ts';
import { emissionsOf, emit, type InterestModel, moods, move, scale, scaleToOne, weeksSince } from './interest-model.ts';

/** What the customers did, divided among the states that they may have been in. Per state unless said otherwise. */
export type ExpectedCounts = ReturnType<typeof emptyCounts>;

export function emptyCounts({ orders, afterOrder }: InterestModel) {
  const perState = () => new Float64Array(orders.length);
  return {
    start: perState(),
    /** Per turn: states × moods. */
    moves: turns.map(() => new Float64Array(orders.length * moods)),
    /** Orders that no due thing brought about, and the weeks for them, counted by how long ago the latest order was. */
    ownOrders: perState(),
    orderWeeks: perState(),
    visits: perState(),
    weeks: perState(),
    opened: perState(),
    mails: perState(),
    unsubscribed: perState(),
    mailWeeks: perState(),
    /** Per mood: orders that due things brought about, and those things. */
    refills: new Float64Array(moods),
    due: new Float64Array(moods),
    /** By weeks since the latest order: own orders, and as many as are expected where it does not matter. */
    ordersAfter: new Float64Array(afterOrder.length),
    expectedAfter: new Float64Array(afterOrder.length),
  };
}

/** Adds all customers to the counts, by the forward and backward algorithm with scaling (Rabiner 1989, V.A). */
export function addCustomers(model: InterestModel, weeks: CustomerWeeks, counts: ExpectedCounts): void {
  const emissions = emissionsOf(model);
  const { states } = emissions;
  const latest = model.afterOrder.length - 1;
  const longest = weeks.offsets.reduce(
    (most, offset, row) => Math.max(most, offset - (weeks.offsets[row - 1] ?? 0)),
    0,
  );
  const rowsOf = () => Array.from({ length: longest }, () => new Float64Array(states));
  const [beliefs, chances] = [rowsOf(), rowsOf()];
  const sums = new Float64Array(longest);
  const sinces = new Uint8Array(longest);
  const backward = new Float64Array(states);
  const arriving = new Float64Array(states);
  const there = new Float64Array(states);
  for (let row = 0; row < weeks.firstLength.length; row++) {
    const from = weeks.offsets[row]!;
    const count = weeks.offsets[row + 1]! - from;
    const lengthOf = (week: number) => (week === 0 ? weeks.firstLength[row]! : 1);
    for (let week = 0; week < count; week++) {
      const at = from + week;
      const [belief, chance] = [beliefs[week]!, chances[week]!];
      if (week === 0) belief.set(model.start);
      else move(emissions.moves[weeks.turn[at - 1]!]!, beliefs[week - 1]!, belief);
      sinces[week] = week < 2 ? 0 : weeksSince(sinces[week - 1]!, weeks.orders[at - 1]!, latest);
      emit(model, emissions, weeks, at, lengthOf(week), sinces[week]!, chance);
      scale(belief, chance);
      sums[week] = scaleToOne(belief);
    }
    backward.fill(1);
    for (let week = count - 1; week >= 0; week--) {
      const at = from + week;
      const belief = beliefs[week]!;
      for (let state = 0; state < states; state++) there[state] = belief[state]! * backward[state]!;
      countWeek(model, weeks, at, lengthOf(week), sinces[week]!, there, counts);
      if (week === 0) {
        for (let state = 0; state < states; state++) counts.start[state]! += there[state]!;
        break;
      }
      const chance = chances[week]!;
      for (let state = 0; state < states; state++) arriving[state] = (backward[state]! * chance[state]!) / sums[week]!;
      const turn = weeks.turn[at - 1]!;
      moveBack(emissions.moves[turn]!, beliefs[week - 1]!, arriving, backward, counts.moves[turn]!);
    }
  }
}

/** `backward` moved to the week before, and the moves from there counted. */
function moveBack(
  moves: Float64Array,
  before: Float64Array,
  arriving: Float64Array,
  backward: Float64Array,
  counted: Float64Array,
): void {
  for (let state = 0; state < before.length; state++) {
    const kind = state - (state % moods);
    const at = state * moods;
    let sum = 0;
    for (let mood = 0; mood < moods; mood++) {
      const way = moves[at + mood]! * arriving[kind + mood]!;
      counted[at + mood]! += before[state]! * way;
      sum += way;
    }
    backward[state] = sum;
  }
}

/** One week of a customer who was in each state with the chance `there`. */
function countWeek(
  model: InterestModel,
  weeks: CustomerWeeks,
  at: number,
  length: number,
  since: number,
  there: Float64Array,
  counts: ExpectedCounts,
): void {
  const [orders, visits, mails, due] = [weeks.orders[at]!, weeks.visits[at]!, weeks.mails[at]!, weeks.due[at]!];
  const factor = length * model.afterOrder[since]!;
  let expected = 0;
  for (let state = 0; state < there.length; state++) {
    const chance = there[state]!;
    const mood = state % moods;
    expected += chance * model.orders[state]!;
    counts.orderWeeks[state]! += chance * factor;
    counts.weeks[state]! += chance * length;
    counts.due[mood]! += chance * due;
    if (visits > 0) counts.visits[state]! += chance * visits;
    if (orders > 0) {
      const own = model.orders[state]! * factor;
      const ownOrders = (chance * orders * own) / (own + model.refilling[mood]! * due);
      counts.ownOrders[state]! += ownOrders;
      counts.refills[mood]! += chance * orders - ownOrders;
      counts.ordersAfter[since]! += ownOrders;
    }
    if (mails > 0) {
      counts.mails[state]! += chance * mails;
      counts.opened[state]! += chance * weeks.opened[at]!;
      counts.mailWeeks[state]! += chance;
      counts.unsubscribed[state]! += chance * weeks.unsubscribed[at]!;
    }
  }
  counts.expectedAfter[since]! += expected * length;
}
