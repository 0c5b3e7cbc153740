/** What to do about rows that were rejected for `reason`, the first of them for the value `example`; undefined where the reason says it all. */
export function rejectAdvice(reason: string, example: string | undefined): string | undefined {
  const value = example?.slice(1, -1) ?? '';
  if (reason === 'unreadable timestamp') {
    const formats = timestampFormats(value).map((format) => JSON.stringify(format));
    return formats.length === 0
      ? undefined
      : `a mapping can say how it is written: timestamp_format: ${formats.join(' or ')}`;
  }
  if (reason === 'unreadable number' && /\d,\d/.test(value)) {
    return 'where a comma stands before the decimals, a mapping says so: decimal: ","';
  }
  if (reason === 'no customer') {
    return 'if guests leave an e-mail address, a mapping can take customer_id from that column, for all rows alike';
  }
  return undefined;
}

const dateAndTime = /^(\d{4}|\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{1,2})(?:( +)\d{1,2}:\d{2}(:\d{2})?(?:( ?)[AP]M)?)?$/iu;

/** The strptime formats that fit a date as shops write it; two where nothing tells the day from the month. */
export function timestampFormats(text: string): string[] {
  const parts = dateAndTime.exec(text);
  if (!parts) return [];
  const [, first, mark, second, last, gap, seconds, beforeHalf] = parts as unknown as [
    string,
    string,
    string,
    string,
    string,
    ...(string | undefined)[],
  ];
  const clock = `${beforeHalf === undefined ? '%H' : '%I'}:%M${seconds ? ':%S' : ''}${beforeHalf === undefined ? '' : `${beforeHalf}%p`}`;
  const time = gap === undefined ? '' : `${gap}${clock}`;
  if (first.length === 4) return [`${['%Y', '%m', '%d'].join(mark)}${time}`];
  const year = last.length === 4 ? '%Y' : '%y';
  return [
    ...(Number(second) <= 12 ? [['%d', '%m', year]] : []),
    ...(Number(first) <= 12 ? [['%m', '%d', year]] : []),
  ].map((order) => `${order.join(mark)}${time}`);
}
