import { type Progress, UserError } from '../config/index.ts';
import { type Review, readReviews, type Warehouse } from '../warehouse/index.ts';
import type { ModelAnswers } from './cascade/answers.ts';
import type { LabelledText } from './label.ts';
import { sentimentOfStars } from './label-column.ts';
import { type SentimentModel, untrainedModel } from './model.ts';
import { trainSentiment } from './train.ts';

/**
 * Learns from the shop's own reviews before that moment, their stars as labels: below 2.5 negative, from 3.5 on positive. Of reviews without stars those that a
 * language model has labelled count too, so that it is asked less and less. A shop without enough of them gets a model that says so.
 */
export async function trainFromReviews(
  warehouse: Warehouse,
  options: {
    readonly asOf: Date;
    readonly seed: number;
    readonly answers?: ModelAnswers;
    readonly onProgress?: Progress;
  },
): Promise<SentimentModel> {
  const examples = labelledReviews(await readReviews(warehouse, { before: options.asOf }), options.answers);
  if (examples.length === 0) return untrainedModel('The shop has no reviews with text and stars to learn from');
  try {
    return trainSentiment(examples, options);
  } catch (error) {
    if (error instanceof UserError) return untrainedModel(`The shop's reviews do not suffice (${error.message})`);
    throw error;
  }
}

/** Reviews with words and a label, the same words with the same label once: what shops import twice, or post themselves, must not count twice. */
function labelledReviews(reviews: readonly Review[], answers: ModelAnswers | undefined): LabelledText[] {
  const most = mostStars(reviews);
  const examples = new Map<string, LabelledText>();
  for (const review of reviews) {
    const text = textOfReview(review);
    if (text === '') continue;
    const label = review.rating === null ? answers?.latest(text) : sentimentOfStars(review.rating, most);
    if (label) examples.set(`${label} ${text}`, { text, label });
  }
  return [...examples.values()];
}

export function mostStars(reviews: readonly Review[]): number {
  return reviews.reduce((most, { rating }) => Math.max(most, rating ?? 0), 0);
}

/** Title and text as one; empty for a review of stars alone. */
export function textOfReview({ title, text }: Pick<Review, 'title' | 'text'>): string {
  return [title, text]
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .join('\n');
}
