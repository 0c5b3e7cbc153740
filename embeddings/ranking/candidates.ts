import { millisecondsPerDay } from '../../config/index.ts';
import type { Profile } from '../history.ts';
import { foldIn, scoreItems } from '../ials.ts';
import type { Neighbours } from '../neighbours.ts';
import { tasteOfProfile } from '../signals.ts';
import { best } from '../top.ts';
import type { Moment } from './moment.ts';
import { scoreSimilarCustomers } from './similar-customers.ts';

/** Writes what a ranking says of every item for a customer into zeroed `scores`; above 0 speaks for the item. */
type Proposer = (moment: Moment, profile: Profile, scores: Float64Array) => void;

interface Proposal {
  /** How many of the ranking's best items that the customer never took become candidates. */
  readonly most: number;
  readonly propose: Proposer;
}

const proposals: Readonly<Record<string, Proposal>> = {
  ease: { most: 80, propose: neighbours('ease', () => 1) },
  'recent ease': { most: 60, propose: neighbours('ease', fadingByDays(60)) },
  'last basket ease': { most: 40, propose: neighbours('ease', lastBasket) },
  transitions: { most: 40, propose: neighbours('transitions', fadingByBaskets) },
  factors: { most: 60, propose: scoreFactors },
  'similar customers': {
    most: 40,
    propose: (moment, profile, scores) => scoreSimilarCustomers(moment.customers, profile, scores),
  },
  texts: { most: 40, propose: neighbours('texts', fadingByDays(120)) },
  'last basket texts': { most: 20, propose: neighbours('texts', lastBasket) },
  together: { most: 40, propose: neighbours('together', fadingByDays(120)) },
  'last basket together': { most: 30, propose: neighbours('together', lastBasket) },
  trend: { most: 40, propose: (moment, _, scores) => scores.set(moment.parts.trend) },
};
export const proposerNames = Object.keys(proposals);
const proposers = Object.values(proposals);

/** What may stand in a customer's list: everything they took, and what the rankings propose. */
export interface Candidates {
  readonly item: Int32Array;
  /** Whether the customer took it before. */
  readonly own: Uint8Array;
  /** Per proposer, in the order of `proposerNames`, per candidate. */
  readonly scores: readonly Float64Array[];
}

export function candidatesOf(moment: Moment, profile: Profile): Candidates {
  const own = new Set(profile.item);
  const found = new Set(own);
  const dense = proposers.map(({ most, propose }) => {
    const scores = new Float64Array(moment.history.items.length);
    propose(moment, profile, scores);
    for (const i of bestWithout(own, scores, most)) if (scores[i]! > 0) found.add(i);
    return scores;
  });
  const item = Int32Array.from(found);
  return {
    item,
    own: Uint8Array.from(item, (i) => Number(own.has(i))),
    scores: dense.map((scores) => Float64Array.from(item, (i) => scores[i]!)),
  };
}

/** The best items but for these. The scores are as they were afterwards. */
function bestWithout(these: ReadonlySet<number>, scores: Float64Array, most: number): number[] {
  const kept = Array.from(these, (i) => scores[i]!);
  for (const i of these) scores[i] = Number.NEGATIVE_INFINITY;
  const found = best(scores, most);
  let at = 0;
  for (const i of these) scores[i] = kept[at++]!;
  return found;
}

/** How much a profile's row counts. */
type Share = (profile: Profile, row: number) => number;

/** Rows that count less are left out. */
const leastShare = 1e-3;

/** What each own item says of every other, by the share of its newest row. */
function neighbours(part: 'ease' | 'transitions' | 'texts' | 'together', share: Share): Proposer {
  return (moment, profile, scores) => {
    const { start, item, weight }: Neighbours = moment.parts[part];
    const seen = new Set<number>();
    for (let row = profile.item.length - 1; row >= 0; row--) {
      const own = profile.item[row]!;
      const counted = share(profile, row);
      if (counted <= leastShare || seen.has(own)) continue;
      seen.add(own);
      for (let n = start[own]!; n < start[own + 1]!; n++) scores[item[n]!]! += counted * weight[n]!;
    }
  };
}

function fadingByDays(halfLife: number): Share {
  return ({ asOf, time }, row) => 0.5 ** ((asOf - time[row]!) / millisecondsPerDay / halfLife);
}

function fadingByBaskets({ basket }: Profile, row: number): number {
  return 0.5 ** ((basket.at(-1)! - basket[row]!) / 2);
}

function lastBasket({ basket }: Profile, row: number): number {
  return Number(basket[row] === basket.at(-1));
}

function scoreFactors({ parts }: Moment, profile: Profile, scores: Float64Array): void {
  const { factors } = parts;
  scoreItems(factors, foldIn(factors, tasteOfProfile(profile, factors.settings.halfLifeDays)), scores);
}
