import { UserError } from '../config/index.ts';
import { namedSegments, type SegmentBounds, type SegmentFigures } from './lifecycle.ts';

/** Whether a customer belongs to a segment. */
export type Segment = (figures: SegmentFigures, bounds: SegmentBounds) => boolean;

type Comparison = (a: number, b: number) => boolean;
const comparisons: Readonly<Record<string, Comparison>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

/** The figures that a comparison may name. */
const fields = [
  'churn_probability',
  'expected_spend',
  'predicted_clv',
  'historic_clv',
  'total_clv',
  'historic_number_of_orders',
  'predicted_number_of_orders',
  'average_order_value',
  'average_days_between_orders',
  'days_since_last_order',
] as const satisfies readonly (keyof SegmentFigures)[];
type Field = (typeof fields)[number];

const longest = 500;
const token = /\s*(>=|<=|[<>=()]|[a-z_]+|\d+(?:\.\d+)?)/y;

/**
 * The segment in a text: names (`vip`, `at_risk`) and comparisons (`churn_probability > 0.6`), joined by `and`, `or`, `not` and parentheses; `and` binds closer than `or`.
 * A figure that a customer does not have fits no comparison. Throws a UserError that says where the text cannot be read.
 */
export function parseSegment(text: string): Segment {
  const tokens = tokensOf(text);
  let next = 0;
  const segment = either();
  if (next < tokens.length) throw unreadable(`“and” or “or”`);
  return segment;

  function either(): Segment {
    let left = both();
    while (tokens[next] === 'or') {
      next++;
      const [one, other] = [left, both()];
      left = (...customer) => one(...customer) || other(...customer);
    }
    return left;
  }

  function both(): Segment {
    let left = single();
    while (tokens[next] === 'and') {
      next++;
      const [one, other] = [left, single()];
      left = (...customer) => one(...customer) && other(...customer);
    }
    return left;
  }

  function single(): Segment {
    const word = tokens[next];
    if (word === 'not') {
      next++;
      const inner = single();
      return (...customer) => !inner(...customer);
    }
    if (word === '(') {
      next++;
      const inner = either();
      if (tokens[next] !== ')') throw unreadable('“)”');
      next++;
      return inner;
    }
    if (word !== undefined && Object.hasOwn(namedSegments, word)) {
      next++;
      return namedSegments[word]!;
    }
    if (fields.includes(word as Field)) return comparison(word as Field);
    throw unreadable(`a segment (${Object.keys(namedSegments).join(', ')}) or a figure (${fields.join(', ')})`);
  }

  function comparison(field: Field): Segment {
    next++;
    const compare = comparisons[tokens[next] ?? ''];
    if (!compare) throw unreadable(`one of ${Object.keys(comparisons).join(' ')} after ${field}`);
    next++;
    const bound = Number(tokens[next]);
    if (!/^\d/.test(tokens[next] ?? '')) throw unreadable(`a number to hold ${field} against`);
    next++;
    return (figures) => {
      const value = figures[field];
      return value !== null && compare(value, bound);
    };
  }

  function unreadable(expected: string): UserError {
    const found = tokens[next] === undefined ? 'its end' : `“${tokens[next]}”`;
    return new UserError(`the segment “${text.slice(0, 100)}” cannot be read at ${found}: it takes ${expected} there`);
  }
}

function tokensOf(text: string): string[] {
  if (text.length > longest) throw new UserError(`a segment has ${longest} characters at most, not ${text.length}`);
  const tokens: string[] = [];
  const lower = text.trimEnd().toLowerCase();
  token.lastIndex = 0;
  while (token.lastIndex < lower.length) {
    const at = token.lastIndex;
    const match = token.exec(lower);
    if (!match)
      throw new UserError(`the segment “${text.slice(0, 100)}” cannot be read at “${lower.slice(at, at + 20).trim()}”`);
    tokens.push(match[1]!);
  }
  return tokens;
}
