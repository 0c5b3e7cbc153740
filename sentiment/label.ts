/** The three things that a text can feel; a model knows two or three of them. */
export const sentiments = ['negative', 'neutral', 'positive'] as const;
export type Sentiment = (typeof sentiments)[number];

export interface LabelledText {
  readonly text: string;
  readonly label: Sentiment;
}

/** What is said of one text. */
export interface SentimentAnswer {
  /** `unknown` when nothing here can read the text. */
  readonly label: Sentiment | 'unknown';
  /** They sum to 1; all are 0 for `unknown`. A model that was trained on two labels gives the third 0. */
  readonly probabilities: Readonly<Record<Sentiment, number>>;
  /** The label's probability: of a trained model's answers with confidence .8 about 80 % are right, when the texts are like those it learnt from. 0 for `unknown`. */
  readonly confidence: number;
  /** Who answered: the model trained on the shop's own labels, VADER's English lexicon, a language model, or nobody. */
  readonly source: 'model' | 'vader' | 'language_model' | 'none';
  /** BCP 47, by script and frequent words; `und` when the text has no letters, `und-Cyrl` and the like when the script is all that is known. */
  readonly language: string;
  /** Why the label is `unknown`, or why the language model, which would have been asked, did not answer. */
  readonly reason?: string;
}
