/**
 * Holdfast as a library: the way from a shop's files to scores, recommendations and feelings.
 * Each room's whole door is a path of its own: `holdfast/churn`, `holdfast/embeddings`, `holdfast/sentiment`, `holdfast/retention`, `holdfast/agent`, `holdfast/tools`, `holdfast/server`, `holdfast/warehouse`, `holdfast/config`.
 */
export { loadChurn, saveChurn, scoreCustomers, trainChurn, writeScores } from './churn/index.ts';
export { type Config, loadConfig, UserError } from './config/index.ts';
export { loadRecommender, recommend, saveRecommender, trainRecommender } from './embeddings/index.ts';
export { classify, loadSentiment, saveSentiment, trainFromReviews, trainSentiment } from './sentiment/index.ts';
export { ingestFile, loadMapping, openWarehouse, type Warehouse } from './warehouse/index.ts';
