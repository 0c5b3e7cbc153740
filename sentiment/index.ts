/** How texts sound and what about: a classifier that learns from the shop's own labels, and the aspects that texts speak of, on this machine. */
export { type AspectEvaluation, type AspectFigures, evaluateAspects } from './aspects/evaluate.ts';
export { type AspectFinder, createAspectFinder } from './aspects/find-mentions.ts';
export { type LabelledProduct, parseLabelledSentences, readLabelledProducts } from './aspects/labelled-sentences.ts';
export type { Mention } from './aspects/mention.ts';
export { learnOwnTerms } from './aspects/own-terms.ts';
export { type ModelAnswers, openAnswers } from './cascade/answers.ts';
export {
  type AspectAsking,
  type AspectReader,
  type AspectReport,
  openAspectAnswers,
} from './cascade/aspects-by-model.ts';
export type { Controls } from './cascade/calls.ts';
export { type CascadeReport, classifyWithModel, type Labeller } from './cascade/cascade.ts';
export { classify } from './classify.ts';
export { type CustomerSentiment, customerSentiment } from './customer-sentiment.ts';
export { evaluateSentiment, type SentimentEvaluation, type SentimentFigures } from './evaluate.ts';
export { type LabelledText, type Sentiment, type SentimentAnswer, sentiments } from './label.ts';
export type { SentimentModel } from './model.ts';
export { readLabelledTexts, readTexts } from './read-texts.ts';
export { loadSentiment, saveSentiment } from './stored-model.ts';
export { textFeelings } from './text-feelings.ts';
export { trainSentiment } from './train.ts';
export { trainFromReviews } from './train-from-reviews.ts';
export { defectInWords, voiceReport } from './voice/report.ts';
export type { AspectVoice, Change, DefectSignal, ProductVoice, VoiceOfCustomer } from './voice/voice.ts';
export { type VoiceRequest, voiceOfCustomer } from './voice/voice-of-customer.ts';
