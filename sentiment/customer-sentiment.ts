import { millisecondsPerDay } from '../config/index.ts';
import type { CustomerId, Warehouse } from '../warehouse/index.ts';
import { classify } from './classify.ts';
import type { Sentiment, SentimentAnswer } from './label.ts';
import { sentimentOfStars, starsValue } from './label-column.ts';
import type { SentimentModel } from './model.ts';
import { readUtterances, type Utterance } from './utterances.ts';

/** How a customer feels, by what they wrote. */
export interface CustomerSentiment {
  /** Of the latest that could be read. */
  readonly label: Sentiment;
  /** 1 when the customer said it with stars. */
  readonly confidence: number;
  /** When that was written, RFC 3339, UTC. */
  readonly time: string;
  readonly source: 'stars' | 'model' | 'vader';
  /** From −1 (all negative) to 1: the mean of P(positive) − P(negative) over all that could be read, what was written 90 days before the latest counting half. */
  readonly score: number;
  /** How many reviews and messages could be read. */
  readonly texts: number;
  /** When the oldest complaint to support that is still open was written, RFC 3339, UTC; null without one. A later message that does not sound negative, or whose `status` says that the matter is settled, closes it; a review does not. */
  readonly open_complaint_since: string | null;
}

const halfLife = 90 * millisecondsPerDay;

/**
 * Every customer who wrote a review or a message to support before that moment. Stars are believed over words; what nothing here can read (an unknown
 * language, no words) is left out, and a customer of whom nothing can be read is not in the map.
 */
export async function customerSentiment(
  model: SentimentModel | undefined,
  warehouse: Warehouse,
  { asOf }: { readonly asOf: Date },
): Promise<Map<CustomerId, CustomerSentiment>> {
  const { utterances, mostStars } = await readUtterances(warehouse, { before: asOf });
  const unrated = utterances.filter(({ stars }) => stars === null);
  const answers = new Map(
    classify(
      model,
      unrated.map(({ text }) => text),
    ).map((answer, i) => [unrated[i]!, answer]),
  );
  const feelings = new Map<CustomerId, Running>();
  const complaints = new Map<CustomerId, number>();
  for (const utterance of utterances) {
    const answer = answers.get(utterance);
    followComplaint(complaints, utterance, answer?.label);
    if (answer?.label === 'unknown') continue;
    if (answer) {
      const { label, confidence, source, probabilities } = answer;
      const latest = { label, confidence, source: source as 'model' | 'vader' };
      add(feelings, utterance, latest, probabilities.positive - probabilities.negative);
    } else {
      const label = sentimentOfStars(utterance.stars!, mostStars);
      add(feelings, utterance, { label, confidence: 1, source: 'stars' }, starsValue[label]);
    }
  }
  return new Map(
    [...feelings].map(([customer, { latest, sum, weight, texts }]) => {
      const complaint = complaints.get(customer);
      const open_complaint_since = complaint === undefined ? null : new Date(complaint).toISOString();
      return [customer, { ...latest, score: sum / weight, texts, open_complaint_since }];
    }),
  );
}

/** Customer → when the oldest open complaint was written. What cannot be read changes nothing. */
function followComplaint(
  complaints: Map<CustomerId, number>,
  { customerId, time, settled }: Utterance,
  label: SentimentAnswer['label'] | undefined,
): void {
  if (settled === null) return;
  if (settled || label === 'neutral' || label === 'positive') complaints.delete(customerId);
  else if (label === 'negative' && !complaints.has(customerId)) complaints.set(customerId, time);
}

interface Running {
  latest: Pick<CustomerSentiment, 'label' | 'confidence' | 'source' | 'time'>;
  /** Of the latest, in milliseconds. */
  time: number;
  sum: number;
  weight: number;
  texts: number;
}

/** Utterances must come in the order of time. */
function add(
  feelings: Map<CustomerId, Running>,
  { customerId, time }: Utterance,
  said: Pick<CustomerSentiment, 'label' | 'confidence' | 'source'>,
  value: number,
): void {
  const latest = { ...said, time: new Date(time).toISOString() };
  const before = feelings.get(customerId) ?? { time, sum: 0, weight: 0, texts: 0 };
  const faded = 0.5 ** ((time - before.time) / halfLife);
  feelings.set(customerId, {
    latest,
    time,
    sum: before.sum * faded + value,
    weight: before.weight * faded + 1,
    texts: before.texts + 1,
  });
}
