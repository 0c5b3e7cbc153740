import mjml2html from 'mjml';
import type { languages } from './mail-words.ts';

/** What the frame of a mail depends on. Text plays no part in it. */
export interface FrameShape {
  readonly language: (typeof languages)[number];
  readonly paragraphs: number;
  /** For each product whether it has a picture: 1 or 0. */
  readonly products: readonly (0 | 1)[];
  readonly offer: boolean;
  readonly postalAddress: boolean;
  readonly unsubscribe: boolean;
}

const compiled = new Map<string, Promise<string>>();

/**
 * The HTML of a mail of that shape, with slots like [[subject]] where text goes. MJML sees the shape alone, never a word of the text:
 * whatever a title or a model may hold cannot become structure. A shape is compiled once.
 */
export function mailFrame(shape: FrameShape): Promise<string> {
  const key = Object.values(shape).map(String).join(' ');
  let html = compiled.get(key);
  if (!html) {
    html = compile(shape);
    compiled.set(key, html);
  }
  return html;
}

/** The frame with its slots filled; values are escaped here. Throws when a slot has no value. */
export function fillFrame(frame: string, values: Readonly<Record<string, string>>): string {
  return frame.replace(/\[\[([a-z0-9_]+)\]\]/g, (_, slot: string) => {
    const value = values[slot];
    if (value === undefined) throw new Error(`the mail's frame has a slot ${slot} that nothing fills`);
    return escapeHtml(value);
  });
}

/** Whether the HTML is the frame with text in its slots, and nothing else: no element, style or attribute was added, changed or taken away. */
export function isFilledFrame(html: string, frame: string): boolean {
  const pattern = frame
    .split(/\[\[[a-z0-9_]+\]\]/)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[^<>"\']*');
  return new RegExp(`^${pattern}$`).test(html);
}

/** Text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

async function compile(shape: FrameShape): Promise<string> {
  const { html, errors } = await mjml2html(mjmlOf(shape), {
    validationLevel: 'strict',
    // No web fonts: a mail loads nothing from anywhere.
    fonts: {},
    keepComments: false,
  });
  if (errors.length > 0) throw new Error(`the mail's frame is not valid MJML: ${errors[0]?.formattedMessage}`);
  return html;
}

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

function mjmlOf({ language, paragraphs, products, offer, postalAddress, unsubscribe }: FrameShape): string {
  return `<mjml lang="${language}" dir="ltr">
  <mj-head>
    <mj-title>[[subject]]</mj-title>
    <mj-preview>[[preheader]]</mj-preview>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, 'PingFang SC', 'Microsoft YaHei', sans-serif" />
      <mj-text font-size="16px" line-height="1.5" color="#222222" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f4f4">
    <mj-section background-color="#ffffff" padding="24px 8px">
      <mj-column>
        ${times(paragraphs, (index) => `<mj-text>[[paragraph_${index}]]</mj-text>`)}
        ${
          products.length > 0
            ? `<mj-text font-weight="bold" padding-top="20px">[[products_heading]]</mj-text>${products
                .map(
                  (pictured, index) =>
                    `${pictured ? `<mj-image src="[[image_${index}]]" alt="[[product_${index}]]" width="160px" align="left" padding="10px 25px 0" />` : ''}<mj-text padding="4px 25px">[[product_${index}]]</mj-text>`,
                )
                .join('')}`
            : ''
        }
        ${
          offer
            ? `<mj-text padding-top="20px" font-weight="bold">[[offer]]</mj-text>
        <mj-text font-family="Menlo, Consolas, monospace">[[code]]</mj-text>
        <mj-text font-size="14px" color="#555555">[[valid_until]]</mj-text>`
            : ''
        }
        <mj-button href="[[link]]" background-color="#1f5fbf" font-size="16px" padding-top="20px">[[visit]]</mj-button>
      </mj-column>
    </mj-section>
    <mj-section padding="8px">
      <mj-column>
        <mj-text font-size="12px" color="#666666" align="center">[[reason]]</mj-text>
        ${postalAddress ? '<mj-text font-size="12px" color="#666666" align="center">[[postal_address]]</mj-text>' : ''}
        ${
          unsubscribe
            ? '<mj-text font-size="12px" color="#666666" align="center"><a href="[[unsubscribe_link]]" style="color:#666666">[[unsubscribe]]</a></mj-text>'
            : ''
        }
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;
}
