import { UserError } from '../config/index.ts';
import type { Sentiment } from './label.ts';

const words: Readonly<Record<Sentiment, string>> = {
  negative: 'negative neg bad 负面 消极 差评 负向 -',
  neutral: 'neutral neu mixed 中性 中评 0.5',
  positive: 'positive pos good 正面 积极 好评 正向 +',
};
const sentimentOfWord = new Map<string, Sentiment>();
for (const [sentiment, names] of Object.entries(words)) {
  for (const name of names.split(' ')) sentimentOfWord.set(name, sentiment as Sentiment);
}

/**
 * Reads a file's column of labels: words (negative, neutral, positive, in English or Chinese) or numbers, whose scale the column as a whole tells:
 * 0 and 1; −1, 0 and 1; 0, 1 and 2; 1 and 2; 0 to 4; 1 to 5 stars; 1 to 10 points. Returns undefined for empty cells.
 * Throws a UserError with the first label that is neither.
 */
export function readLabels(cells: readonly (string | null)[], column: string): (Sentiment | undefined)[] {
  const plain = cells.map((cell) => cell?.normalize('NFKC').trim().toLowerCase() ?? '');
  const numbers = plain.filter((cell) => cell !== '' && !sentimentOfWord.has(cell));
  const strange = numbers.find((cell) => !Number.isFinite(Number(cell)));
  if (strange !== undefined) throw notALabel(column, strange);
  const scale = scaleOf(numbers.map(Number), column);
  return plain.map((cell) => (cell === '' ? undefined : (sentimentOfWord.get(cell) ?? scale(Number(cell)))));
}

/** What stars say: 1 to 5, or up to 10 in a shop that gives so many. */
export function sentimentOfStars(stars: number, most: number): Sentiment {
  const share = most > 5 ? stars / 2 : stars;
  if (share < 2.5) return 'negative';
  return share < 3.5 ? 'neutral' : 'positive';
}

type Scale = (value: number) => Sentiment;

function scaleOf(values: readonly number[], column: string): Scale {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (values.length > 0 && (least < -1 || most > 10)) throw notALabel(column, String(least < -1 ? least : most));
  if (least < 0) return around(0, 0);
  if (most <= 1 && least < 1) return around(0.5, 0.5);
  if (most <= 2 && least >= 1) return around(1.5, 1.5);
  if (most <= 2) return around(1, 1);
  if (most <= 4 && least < 1) return around(2, 2);
  return (value) => sentimentOfStars(value, most);
}

/** Below `low` is negative, above `high` positive. */
function around(low: number, high: number): Scale {
  return (value) => (value < low ? 'negative' : value > high ? 'positive' : 'neutral');
}

function notALabel(column: string, value: string): UserError {
  return new UserError(
    `the column ${column} holds ${JSON.stringify(value.slice(0, 60))}, which is no label: use negative, neutral and positive, 0 and 1, or stars from 1 to 5`,
  );
}

/** What stars say on the scale of P(positive) − P(negative). */
export const starsValue: Readonly<Record<Sentiment, number>> = { negative: -1, neutral: 0, positive: 1 };
