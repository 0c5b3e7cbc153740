import { channels, eventTypes } from '../event.ts';
import { timestampFromDate } from '../time.ts';
import type { Bindings } from './bindings.ts';
import {
  cell,
  decimal,
  double,
  money,
  numberFault,
  passes,
  spooledRows,
  untrimmedCell,
  wholeRow,
  withoutBlanks,
} from './cells.ts';
import { withCustomerIds } from './customer-ids.ts';
import type { Spool } from './spool.ts';
import type { Judgement } from './stage.ts';
import { momentFault, shown, timestamp } from './timestamps.ts';

/** Ids beyond this many bytes are a column mistaken for another. */
export const longestId = 200;

/**
 * The rows of an events file with what they say in our terms, for `staged`. Nothing here may become a join, as IN does with more than
 * a few values: behind one the rows do not stay in the file's order.
 */
export function stageEvents(spool: Spool, { latest, customerKey }: Judgement, bindings: Bindings): string {
  const { origins, mapping, cancelledWhen, chargeWhen } = spool.plan;
  const text = (field: string) => cell(origins[field], spool, bindings);
  const asItStands = (field: string) => untrimmedCell(origins[field], bindings);
  const cells = `
    SELECT *, ${text('customer_id')} AS customer_text, ${text('timestamp')} AS time_text, ${text('type')} AS type_text,
           ${text('channel')} AS channel_text, ${text('order_id')} AS order_text, ${text('product_id')} AS code,
           ${text('quantity')} AS quantity_text, ${text('unit_price')} AS price_text, ${text('currency')} AS currency_text,
           ${text('event_id')} AS given_id, ${text('rating')} AS rating_text, ${text('text')} AS text,
           ${asItStands('title')} AS title, ${asItStands('category')} AS category, ${asItStands('brand')} AS brand,
           ${passes(cancelledWhen, spool, bindings)} AS cancelled, ${passes(chargeWhen, spool, bindings)} AS is_charge
    FROM ${spooledRows(spool, bindings)}`;
  const parsed = `
    SELECT *, ${timestamp('time_text', mapping, bindings)} AS time,
           coalesce(${inOurWords('type_text')}, 'order_completed') AS told_type,
           coalesce(lower(channel_text), 'other') AS channel, upper(currency_text) AS currency,
           ${decimal('quantity_text', mapping)} AS told_quantity, ${money('price_text', mapping)} AS told_price,
           ${double('rating_text', mapping)} AS rating
    FROM (${withCustomerIds(cells, customerKey, bindings)})`;
  const latestMoment = bindings.bind(timestampFromDate(latest));
  const reason = `CASE
    WHEN customer_text IS NULL THEN 'no customer'
    WHEN time_text IS NULL THEN 'no timestamp'
    WHEN time IS NULL OR time < TIMESTAMP '1970-01-01' OR time > ${latestMoment} THEN ${momentFault('time_text', 'time', latestMoment)}
    WHEN NOT list_contains([${listed(eventTypes)}], told_type) THEN 'unknown type' || ${shown('type_text')}
    WHEN NOT list_contains([${listed(channels)}], channel) THEN 'unknown channel' || ${shown('channel_text')}
    WHEN told_quantity IS NULL AND quantity_text IS NOT NULL THEN ${numberFault('quantity_text', mapping)} || ${shown('quantity_text')}
    WHEN told_price IS NULL AND price_text IS NOT NULL THEN ${numberFault('price_text', mapping)} || ${shown('price_text')}
    WHEN rating IS NULL AND rating_text IS NOT NULL THEN ${numberFault('rating_text', mapping)} || ${shown('rating_text')}
    WHEN currency IS NOT NULL AND NOT regexp_matches(currency, '^[A-Z]{3}$') THEN 'unknown currency' || ${shown('currency_text')}
    WHEN greatest(strlen(customer_text), strlen(order_text), strlen(code), strlen(given_id)) > ${longestId} THEN 'id too long'
    END`;
  // A line whose quantity or price is below zero gives money back: it is a return, told in positive figures.
  const typed = `
    SELECT *, ${reason} AS reason,
           CASE WHEN told_type = 'order_completed' AND (cancelled OR told_quantity < 0 OR told_price < 0) THEN 'order_refunded'
                ELSE told_type END AS type
    FROM (${parsed})`;
  const isLine = `type IN ('order_completed', 'order_refunded')`;
  // A title names the product, but for reviews and messages, which have titles of their own.
  const isWords = `type IN ('review_posted', 'support_message')`;
  const lines = `
    SELECT *, CASE WHEN ${isLine} THEN abs(coalesce(told_quantity, 1)) ELSE told_quantity END AS quantity,
           CASE WHEN ${isLine} THEN abs(coalesce(told_price, 0)) ELSE told_price END AS unit_price,
           CASE WHEN NOT is_charge THEN code END AS product_id, CASE WHEN is_charge THEN code END AS charge,
           CASE WHEN ${isLine} THEN coalesce(order_text, customer_id || ' ' || strftime(time, '%Y-%m-%dT%H:%M:%S.%gZ'))
                ELSE order_text END AS order_id,
           CASE WHEN ${isWords} THEN ${withoutBlanks('title')} END AS heading, CASE WHEN NOT ${isWords} THEN title END AS product_title
    FROM (${typed})`;
  return `
    SELECT reason, CASE WHEN reason IS NOT NULL THEN ${wholeRow(spool)} END AS whole,
           CASE WHEN reason IS NULL THEN coalesce(given_id, ${contentDigest}) END AS event_id,
           given_id IS NULL AND order_text IS NOT NULL AND ${isLine} AS may_repeat,
           customer_id, identity_kind, identity_value, time, type, channel, order_id, product_id, charge, quantity, unit_price,
           currency, rating, heading, text, product_title, category, brand
    FROM (${lines})`;
}

/** The same row in another file has the same digest. What is said of the product alone (its title, category, brand) is left out: shops change it. */
const contentDigest = `md5(concat(customer_id, chr(31), epoch_us(time), chr(31), type, chr(31), channel, chr(31), order_id, chr(31), code,
  chr(31), quantity, chr(31), unit_price, chr(31), currency, chr(31), rating, chr(31), heading, chr(31), text))`;

/** Segment writes “Order Completed”, and has longer names for two of ours. */
function inOurWords(type: string): string {
  const word = `replace(lower(${type}), ' ', '_')`;
  return `CASE ${word} WHEN 'product_added_to_wishlist' THEN 'product_liked' WHEN 'product_reviewed' THEN 'review_posted'
                       WHEN 'order_cancelled' THEN 'order_refunded' ELSE ${word} END`;
}

const listed = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');
