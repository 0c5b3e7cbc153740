import type { Language } from '../config/index.ts';

/** A piece of a report: a heading, words about what is seen, and charts or tables as HTML. */
export interface ReportSection {
  readonly heading: string;
  /** Plain text; each entry is a paragraph. */
  readonly words: readonly string[];
  readonly content: readonly string[];
}

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #111; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc; }
  .charts { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1rem; } .charts > * { break-inside: avoid; }
  svg { max-width: 100%; height: auto; }
  table { border-collapse: collapse; margin: .5rem 0; } th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #ddd; }
  th:first-child, td:first-child { text-align: left; } caption { text-align: left; font-weight: 600; }
  @media print { body { max-width: none; margin: 0; font-size: 11px; } h2 { break-after: avoid; } }`;

/** One HTML page that loads nothing: it can be mailed, printed and opened anywhere. */
export function reportPage(
  title: string,
  introduction: readonly string[],
  sections: readonly ReportSection[],
  language: Language = 'en',
): string {
  const body = sections.map(
    ({ heading, words, content }) =>
      `<section><h2>${escapeHtml(heading)}</h2>\n${paragraphs(words)}\n<div class="charts">${content.join('\n')}</div></section>`,
  );
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${paragraphs(introduction)}
${body.join('\n')}
</body></html>
`;
}

/** A table as HTML; every cell is plain text, the first column names the rows. */
export function htmlTable(caption: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><caption>${escapeHtml(caption)}</caption><thead>${cells('th', header)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>`;
}

const paragraphs = (words: readonly string[]) => words.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n');

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
