/** The shop's own data: events, products, reviews, customers, scores, and the models that were trained on them. */
export { type Artifact, currentVersion, loadArtifact, publishArtifact } from './artifacts.ts';
export { selectColumns } from './columns.ts';
export { deleteCustomerRows, findCustomer, type Row, readCustomerRows, rewriteWarehouse } from './customer-rows.ts';
export { type CustomerProfile, readProfiles } from './customers.ts';
export { type Channel, type CustomerId, channels, type EventType, eventTypes, type ProductId } from './event.ts';
export { readEventMix } from './event-mix.ts';
export { type IngestOptions, ingestFile } from './ingest/ingest-file.ts';
export { loadMapping, type Mapping, parseMapping } from './ingest/mapping.ts';
export type { IngestReport } from './ingest/report.ts';
export { type Interactions, readInteractions } from './interactions.ts';
export { openWarehouse, type Warehouse } from './open.ts';
export { type Orders, readOrders } from './orders.ts';
export { type Product, readProducts } from './products.ts';
export { readReturns } from './returns.ts';
export { type Review, readReviews } from './reviews.ts';
export { withTemporaryWarehouse } from './temporary.ts';
export { readTimeSpan, timestampFromDate } from './time.ts';
export { isTrained, recordTraining, type TrainingBasis } from './trainings.ts';
