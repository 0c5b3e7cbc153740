import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { MailTransport, OutgoingMail } from './transport.ts';

const columns = [
  'id',
  'email',
  'from',
  'reply_to',
  'subject',
  'preheader',
  'text',
  'html',
  'coupon_code',
  'unsubscribe',
] as const;

/** Adds each mail as a row to `folder/drafts.csv`, once, for an e-mail tool that imports files. Rows end in CR LF (RFC 4180); the file is readable by its owner alone. */
export function csvFile(folder: string): MailTransport {
  const path = join(folder, 'drafts.csv');
  let known: Set<string> | undefined;
  return {
    name: 'csv',
    repeatable: true,
    async deliver(mail, handOver) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        known ??= openFile(path);
      } catch (error) {
        return { outcome: 'try_later', detail: `${path} cannot be written: ${(error as Error).message}` };
      }
      try {
        handOver();
      } catch {
        return { outcome: 'stopped' };
      }
      if (known.has(mail.intent_id)) return { outcome: 'sent', detail: 'the row was there already' };
      try {
        append(path, row(cellsOf(mail)));
      } catch (error) {
        return { outcome: 'try_later', detail: `${path} cannot be written: ${(error as Error).message}` };
      }
      known.add(mail.intent_id);
      return { outcome: 'sent', detail: 'added to a file' };
    },
    async probe() {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK);
      return `rows in ${path}`;
    },
    close() {},
  };
}

function cellsOf({ intent_id, address, content }: OutgoingMail): string[] {
  const { sender, reply_to, subject, preheader, text, html, coupon_code, unsubscribe } = content;
  const from = `${sender.name} <${sender.address}>`;
  return [
    intent_id,
    address,
    from,
    reply_to ?? '',
    subject,
    preheader,
    text,
    html,
    coupon_code ?? '',
    unsubscribe?.url ?? '',
  ];
}

/** What a spreadsheet would take for a formula, in its full-width forms too, and behind white space. */
const formula = /^[\s']*[=+\-@＝＋－＠\t\r\n\0]/;

/** A row, every cell quoted. A cell that looks like a formula gets an apostrophe in front. */
export function row(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${(formula.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** The ids that stand in the file. A row that a crash left unfinished is cut off. */
function openFile(path: string): Set<string> {
  if (!existsSync(path)) append(path, row(columns));
  const text = readFileSync(path, 'utf8');
  const rows = rowsOfCsv(text);
  const whole = rows.join('');
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  return new Set(rows.flatMap((line) => /^"(send-[^"]+)",/.exec(line)?.[1] ?? []));
}

/** The rows of a file that `row` wrote, each with its line break; an unfinished one at the end is left out. */
export function rowsOfCsv(text: string): string[] {
  const rows: string[] = [];
  let begin = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '"') quoted = !quoted;
    else if (text[index] === '\n' && !quoted) {
      rows.push(text.slice(begin, index + 1));
      begin = index + 1;
    }
  }
  return rows;
}

function append(path: string, text: string): void {
  const file = openSync(path, 'a', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}
