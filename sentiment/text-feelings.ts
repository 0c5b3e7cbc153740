import type { TextFeeling, Warehouse } from '../warehouse/index.ts';
import { classify } from './classify.ts';
import { sentimentOfStars, starsValue } from './label-column.ts';
import type { SentimentModel } from './model.ts';
import { readUtterances } from './utterances.ts';

/**
 * How each review and message to support before that moment sounds: by its stars, otherwise P(positive) − P(negative). What cannot be read is left out. For the
 * warehouse's table `feelings`, from which other rooms read it as events.
 */
export async function textFeelings(
  model: SentimentModel,
  warehouse: Warehouse,
  { asOf }: { readonly asOf: Date },
): Promise<TextFeeling[]> {
  const { utterances, mostStars } = await readUtterances(warehouse, { before: asOf });
  const unrated = utterances.filter(({ stars }) => stars === null);
  const answers = classify(
    model,
    unrated.map(({ text }) => text),
  );
  const rated = utterances.flatMap(({ customerId, time, stars }) =>
    stars === null ? [] : [{ customerId, time, feeling: starsValue[sentimentOfStars(stars, mostStars)] }],
  );
  const read = unrated.flatMap(({ customerId, time }, i) => {
    const { label, probabilities } = answers[i]!;
    return label === 'unknown' ? [] : [{ customerId, time, feeling: probabilities.positive - probabilities.negative }];
  });
  return [...rated, ...read];
}
