import type { Bindings } from './bindings.ts';
import { cell, double, money, numberFault, spooledRows, wholeRow } from './cells.ts';
import type { Spool } from './spool.ts';
import type { Judgement } from './stage.ts';
import { longestId } from './stage-events.ts';
import { shown } from './timestamps.ts';

/** The rows of a catalogue, for `staged`. */
export function stageProducts(spool: Spool, _judgement: Judgement, bindings: Bindings): string {
  const { origins, mapping } = spool.plan;
  const text = (field: string) => cell(origins[field], spool, bindings);
  const cells = `
    SELECT *, ${text('product_id')} AS product_id, ${text('title')} AS title, ${text('category')} AS category, ${text('brand')} AS brand,
           ${text('description')} AS description, ${text('price')} AS price_text, upper(${text('currency')}) AS currency,
           ${text('stock')} AS stock_text, ${text('cost')} AS cost_text, ${text('image_url')} AS image_url
    FROM ${spooledRows(spool, bindings)}`;
  const parsed = `
    SELECT *, ${money('price_text', mapping)} AS price, ${money('cost_text', mapping)} AS cost,
           try_cast(floor(${double('stock_text', mapping)}) AS BIGINT) AS stock
    FROM (${cells})`;
  const reason = `CASE
    WHEN product_id IS NULL THEN 'no product'
    WHEN strlen(product_id) > ${longestId} THEN 'id too long'
    WHEN price IS NULL AND price_text IS NOT NULL THEN ${numberFault('price_text', mapping)} || ${shown('price_text')}
    WHEN cost IS NULL AND cost_text IS NOT NULL THEN ${numberFault('cost_text', mapping)} || ${shown('cost_text')}
    WHEN stock IS NULL AND stock_text IS NOT NULL THEN ${numberFault('stock_text', mapping)} || ${shown('stock_text')}
    WHEN price < 0 OR cost < 0 THEN 'negative price' || ${shown('coalesce(price_text, cost_text)')}
    WHEN currency IS NOT NULL AND NOT regexp_matches(currency, '^[A-Z]{3}$') THEN 'unknown currency' || ${shown('currency')}
    END`;
  return `
    SELECT reason, CASE WHEN reason IS NOT NULL THEN ${wholeRow(spool)} END AS whole,
           product_id, title, category, brand, description, price, currency, stock, cost, image_url
    FROM (SELECT *, ${reason} AS reason FROM (${parsed}))`;
}
