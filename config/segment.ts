import { UserError } from './user-error.ts';

/** The stages of a customer's life with the shop. Every customer is in exactly one: the first of these that fits. */
export const lifecycleStages = ['lost', 'dormant', 'at_risk', 'new', 'vip', 'loyal', 'active'] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];

const names = [...lifecycleStages, 'replenishment_due', 'high_value'] as const;
const operators = ['>', '>=', '<', '<=', '='] as const;

/** The figures of a customer's score that a comparison may name. */
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
] as const;

/** The customers that a name stands for, whatever room decides who they are. */
export type SegmentName = (typeof names)[number];
export type SegmentField = (typeof fields)[number];
export type Operator = (typeof operators)[number];

/** What the text of a segment says. */
export type SegmentTerm =
  | { readonly kind: 'name'; readonly name: SegmentName }
  | { readonly kind: 'comparison'; readonly field: SegmentField; readonly operator: Operator; readonly bound: number }
  | { readonly kind: 'not'; readonly inner: SegmentTerm }
  | { readonly kind: 'and' | 'or'; readonly left: SegmentTerm; readonly right: SegmentTerm };

const longest = 500;
const token = /\s*(>=|<=|[<>=()]|[a-z_]+|\d+(?:\.\d+)?)/y;

/**
 * The segment in a text: names (`vip`, `at_risk`) and comparisons (`churn_probability > 0.6`), joined by `and`, `or`, `not` and parentheses; `and` binds closer than `or`.
 * Throws a UserError that says where the text cannot be read.
 */
export function readSegment(text: string): SegmentTerm {
  const tokens = tokensOf(text);
  let next = 0;
  const term = either();
  if (next < tokens.length) throw unreadable(`“and” or “or”`);
  return term;

  function either(): SegmentTerm {
    let left = both();
    while (tokens[next] === 'or') {
      next++;
      left = { kind: 'or', left, right: both() };
    }
    return left;
  }

  function both(): SegmentTerm {
    let left = single();
    while (tokens[next] === 'and') {
      next++;
      left = { kind: 'and', left, right: single() };
    }
    return left;
  }

  function single(): SegmentTerm {
    const word = tokens[next];
    if (word === 'not') {
      next++;
      return { kind: 'not', inner: single() };
    }
    if (word === '(') {
      next++;
      const inner = either();
      if (tokens[next] !== ')') throw unreadable('“)”');
      next++;
      return inner;
    }
    const name = names.find((one) => one === word);
    if (name !== undefined) {
      next++;
      return { kind: 'name', name };
    }
    const field = fields.find((one) => one === word);
    if (field !== undefined) return comparison(field);
    throw unreadable(`a segment (${names.join(', ')}) or a figure (${fields.join(', ')})`);
  }

  function comparison(field: SegmentField): SegmentTerm {
    next++;
    const operator = operators.find((one) => one === tokens[next]);
    if (!operator) throw unreadable(`one of ${operators.join(' ')} after ${field}`);
    next++;
    const bound = Number(tokens[next]);
    if (!/^\d/.test(tokens[next] ?? '')) throw unreadable(`a number to hold ${field} against`);
    next++;
    return { kind: 'comparison', field, operator, bound };
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
