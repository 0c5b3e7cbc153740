const customerId =
  /(customer|client|buyer|member|user|kunde).*(id|no|nr|number)\b|(客户|顾客|会员|买家|用户)(id|编号|号)/iu;

/** Words by which shops call what we need, in the order in which columns are given away: the surer a word, the earlier. Of a field's words the first that any column has decides. */
const words: readonly (readonly [field: string, ...words: RegExp[]])[] = [
  [
    'customer_id',
    customerId,
    /(customer|client|buyer|member|user|kunde)(?!.*name)|客户|顾客|会员|买家|用户/iu,
    /e-?mail|邮箱/iu,
    /customer|client|buyer/iu,
  ],
  ['timestamp', /date|time|created|datum|日期|时间/iu, /\bat$/iu],
  ['quantity', /qty|quantity|pieces|menge|anzahl|数量|件数/iu],
  ['unit_price', /price|(item|unit) cost|preis|单价|价格/iu],
  ['product_id', /sku|stock ?code|(商品|货品).*(id|编码|编号)|货号/iu, /product|item|article|artikel|商品|宝贝/iu],
  ['order_id', /order|invoice|receipt|bestell|rechnung|订单|单号/iu, /bill/iu, /^name$/iu],
  ['title', /title|(product|item|article).*name|(商品|宝贝)(名称|标题)/iu],
  ['currency', /currency|währung|币种/iu],
];
/** Of a file without a price or a number of pieces. */
const wordsOfReviews: typeof words = [
  ['rating', /star|rating|score|评分|星级/iu],
  ['text', /review|comment|feedback|评价|评论/iu],
];
/** Of a file that has an amount for each order and no number of pieces to multiply it by. */
const wordsOfTotals: typeof words = [['unit_price', /total|amount|paid|summe|实付|金额|总价/iu]];
/** Columns beside what they name: an order's status, a customer's note. */
const beside =
  /note|status|(?<!mail.)address|phone|city|(first|last|billing|shipping) name|备注|留言|状态|地址|电话|手机|姓名/iu;
const neverAnId = /total|amount|cost|金额/iu;
const needed = ['customer_id', 'timestamp'];

/** Of a file of customers, which a column on consent gives away. */
const consent = /^(?!.*sms).*(accepts|consent|subscri|newsletter|opt.?in|订阅)/iu;
const wordsOfCustomers: typeof words = [
  ['email_consent', consent],
  ['email', /e-?mail|邮箱/iu],
  ['first_name', /first.?name/iu],
  ['last_name', /last.?name/iu],
  ['phone', /^(phone|mobile|手机)/iu],
];
const ofOrders = /sku|item|product|quantity|商品|数量/iu;

/** A first mapping for a header that fits no preset, in YAML on one line: columns by their names, and for needed fields without any an example. */
export function suggestMapping(header: readonly string[]): string {
  if (header.some((name) => consent.test(name)) && !header.some((name) => ofOrders.test(name)))
    return suggestForCustomers(header);
  const free = new Set(header.filter((name) => name !== '' && !beside.test(name)));
  const found = new Map<string, string>();
  const give = (list: typeof words) => {
    for (const [field, ...alternatives] of list) {
      const column = alternatives
        .map((word) => [...free].find((name) => word.test(name) && !(field.endsWith('_id') && neverAnId.test(name))))
        .find((name) => name !== undefined);
      if (column !== undefined) {
        free.delete(column);
        found.set(field, inYaml(column));
      } else if (needed.includes(field)) found.set(field, 'YOUR COLUMN');
    }
  };
  give(words);
  if (!found.has('quantity') && !found.has('unit_price')) {
    give(wordsOfReviews);
    if (found.has('text') || found.has('rating')) found.set('type', '{constant: review_posted}');
    else give(wordsOfTotals);
  }
  return `fields: {${[...found].map(([field, column]) => `${field}: ${column}`).join(', ')}}`;
}

/** Those who have no id are known by their address, which then stands in two fields. */
function suggestForCustomers(header: readonly string[]): string {
  const found = wordsOfCustomers.map(([field, word]) => {
    const name = header.find((one) => word!.test(one) && (field === 'email_consent' || !consent.test(one)));
    return [field, name] as const;
  });
  const key = header.find((name) => customerId.test(name)) ?? found.find(([field]) => field === 'email')![1];
  const fields = [['customer_id', key ?? 'YOUR COLUMN'] as const, ...found].flatMap(([field, name]) =>
    name === undefined ? [] : [`${field}: ${inYaml(name)}`],
  );
  return `{kind: customers, fields: {${fields.join(', ')}}}`;
}

function inYaml(name: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N} _.-]*$/u.test(name) ? name : JSON.stringify(name);
}
