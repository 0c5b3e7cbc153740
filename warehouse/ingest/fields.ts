/** The fields of one record (without its line end). A quote opens a quoted field only at the field's start. */
export function splitFields(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  let start = 0;
  for (;;) {
    let field = '';
    let rest = start;
    if (record[start] === '"') {
      rest = start + 1;
      for (;;) {
        const closing = record.indexOf('"', rest);
        field += record.slice(rest, closing === -1 ? record.length : closing);
        rest = closing === -1 ? record.length : closing + 1;
        if (record[rest] !== '"' || closing === -1) break;
        field += '"';
        rest++;
      }
    }
    const end = record.indexOf(delimiter, rest);
    fields.push(field + record.slice(rest, end === -1 ? record.length : end));
    if (end === -1) return fields;
    start = end + 1;
  }
}

/** A field as it stands in a CSV file. */
export function quoteField(field: string, delimiter: string): string {
  return /["\r\n]/.test(field) || field.includes(delimiter) ? `"${field.replaceAll('"', '""')}"` : field;
}
