/** Words by which shops call what we need, in the order in which columns are given away: the surer a word, the earlier. */
const words: readonly (readonly [field: string, word: RegExp])[] = [
  ['customer_id', /customer|client|buyer|member|user|kunde|客户|顾客|会员|买家|用户/iu],
  ['timestamp', /date|time|created|datum|日期|时间/iu],
  ['quantity', /qty|quantity|pieces|menge|anzahl|数量|件数/iu],
  ['unit_price', /price|preis|单价|价格/iu],
  ['product_id', /sku|product|item|article|artikel|stock ?code|商品|货号/iu],
  ['order_id', /order|invoice|receipt|bill|bestell|rechnung|订单|单号/iu],
];
const needed = ['customer_id', 'timestamp'];

/** A first mapping for a header that fits no preset, in YAML on one line: columns by their names, and for needed fields without any an example. */
export function suggestMapping(header: readonly string[]): string {
  const free = new Set(header.filter((name) => name !== ''));
  const fields = words.flatMap(([field, word]) => {
    const column = [...free].find((name) => word.test(name));
    if (column !== undefined) free.delete(column);
    else if (!needed.includes(field)) return [];
    return [`${field}: ${column === undefined ? 'YOUR COLUMN' : inYaml(column)}`];
  });
  return `fields: {${fields.join(', ')}}`;
}

function inYaml(name: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N} _.-]*$/u.test(name) ? name : JSON.stringify(name);
}
