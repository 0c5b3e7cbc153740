import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../config/index.ts';
import type { Draft } from './draft.ts';
import { escapeHtml } from './mail-frame.ts';

/** Nothing may load, run or be sent from a preview; inline styles are how mails are styled. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The mail's own HTML, unchanged but for a policy in its head and a note above it with what the mail program would show beside it. */
export function previewOf(draft: Draft): string {
  const { content, plan, authorship } = draft;
  const consent =
    plan.consent === 'unknown'
      ? [['Consent', 'missing: whether this customer agreed to e-mail is not known, so it will not be sent']]
      : [];
  const rows = [
    ['Draft', `${draft.draft_id} (${draft.campaign}, ${draft.status})`],
    ['Subject', content.subject],
    ['Preheader', content.preheader],
    ['Written by', `${authorship.written_by}: ${authorship.written_by_reason}`],
    ...consent,
  ];
  const note = rows.map(([name, value]) => `<div><b>${name}</b> ${escapeHtml(value!)}</div>`).join('');
  return content.html
    .replace(
      '<head>',
      () =>
        `<head><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">`,
    )
    .replace(
      /<body[^>]*>/,
      (body) => `${body}<div style="font:14px sans-serif;background:#fff8dc;color:#222;padding:12px;">${note}</div>`,
    );
}

/** Writes `folder/<draft id>.html` for looking at, whole or not at all, readable by its owner alone. Returns its path. */
export function writePreview(draft: Draft, folder: string): string {
  const path = join(folder, `${draft.draft_id}.html`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unfinished = `${path}.unfinished`;
    writeFileSync(unfinished, previewOf(draft), { mode: 0o600 });
    renameSync(unfinished, path);
  } catch (error) {
    throw new UserError(`the preview ${path} cannot be written: ${(error as Error).message}`);
  }
  return path;
}
