/** What each customer would love: learnt from what everybody took and when, and ranked under what the shop allows. */
export { type EvaluateRecommendOptions, evaluateRecommend, type RecommendFigures } from './evaluate.ts';
export { type Model, models } from './models.ts';
export type { Recommender } from './recommender.ts';
export { loadRecommender, saveRecommender } from './save.ts';
export { boughtTogether } from './serving/bought-together.ts';
export type { Filter } from './serving/filter.ts';
export { type NextProductsOptions, nextProducts } from './serving/next-products.ts';
export type { NewOrder } from './serving/profile.ts';
export { publishRecommender } from './serving/publish.ts';
export { type Recommendation, type RecommendOptions, recommend } from './serving/recommend.ts';
export { similarProducts } from './serving/similar.ts';
export { readSinceTraining } from './serving/since-training.ts';
export { trending } from './serving/trending.ts';
export type { VectorRoom } from './serving/vector-room.ts';
export { type OwnReason, type Why, why } from './serving/why.ts';
export { whyInWords } from './serving/why-in-words.ts';
export { openEmbedding, readPictures } from './text/open.ts';
export {
  type Embed,
  hashedEmbedding,
  loadTextVectors,
  type TextVectors,
  textVectorsOf,
} from './text/text-vectors.ts';
export { type TrainRecommenderOptions, trainRecommender } from './train.ts';
export { openVectors } from './vectors/open.ts';
export {
  type CollectionShape,
  type Condition,
  type Found,
  type Point,
  type Search,
  StoreAway,
  type VectorStore,
} from './vectors/store.ts';
