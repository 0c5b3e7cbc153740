import { unseen } from './clean-text.ts';
import type { DraftContent } from './draft.ts';
import { isFilledFrame } from './mail-frame.ts';
import { type Verdict, verdict } from './verdict.ts';

/** Elements that the mail's frame is made of. Anything else in the HTML did not come from the frame. */
const elements = new Set(
  'html head title meta style body div table tbody tr td a img noscript xml o:officedocumentsettings o:allowpng o:pixelsperinch'.split(
    ' ',
  ),
);
const handler = /[\s"'/]on[a-z]+\s*=/i;
/** Attributes that load or lead to something. */
const address =
  /[\s"'/](?:href|src|srcset|background|action|formaction|data|poster|xlink:href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi;
/** A picture, as the frame writes it. */
const picture = /(?<=<img\s[^>]*)\ssrc="([^"]*)"/gi;
/** Outlook reads what stands in conditional comments, so they are taken off and their insides are checked like the rest. */
const commentMarks = /<!--(?:\[if [^\]]*\]>)?(?:<!)?|<!\[endif\]|-->/gi;

/** The hosts that a mail's links may lead to, and those that its pictures may come from. */
export interface MailHosts {
  readonly links: readonly string[];
  readonly images: readonly string[];
}

/** Checks a finished mail, whoever wrote it: the last look before it is stored, and again whenever it was changed. `frame` is what the HTML must be when its text is taken out. */
export function verifyContent(content: DraftContent, hosts: MailHosts, frame: string): Verdict[] {
  const html = content.html.replace(/<!doctype html>/i, '').replace(commentMarks, '');
  const tags = [...html.matchAll(/<\/?([a-z][a-z0-9:]*)([^>]*)>/gi)].map(
    (match) => [match[1]!.toLowerCase(), match[2]!] as const,
  );
  const pictures = new Set([...html.matchAll(picture)].map((match) => decode(match[1]!)));
  const addresses = [...html.replace(picture, '').matchAll(address)].map((match) =>
    decode(match[1] ?? match[2] ?? match[3]!),
  );
  return [
    verdict(
      'subject',
      /[\p{Cc}]/u.test(content.subject) || content.subject.trim() === '' ? ['empty, or not one line'] : [],
    ),
    verdict('structure', [
      ...(isFilledFrame(content.html, frame)
        ? []
        : ['an element, a style or an attribute that the frame does not have']),
      ...tags.filter(([name]) => !elements.has(name)).map(([name]) => `<${name}>`),
      ...tags.filter(([, attributes]) => handler.test(attributes)).map(([name]) => `<${name} on…>`),
    ]),
    verdict('links', [
      ...[...addresses, ...content.links].filter((address) => !hosts.links.includes(hostOf(address))),
      ...[...pictures].filter((address) => !hosts.images.includes(hostOf(address)) || !address.startsWith('https:')),
      ...[...html.matchAll(/url\s*\(|@import|expression\s*\(/gi)].map((match) => `${match[0]} in a style`),
    ]),
    verdict('HTML and text agree', agreementFaults(content, html)),
    verdict(
      'nothing unseen',
      [...`${content.subject}${content.preheader}${content.text.replaceAll('\n', '')}`.matchAll(unseen)].map(
        (match) => `U+${match[0].codePointAt(0)!.toString(16)}`,
      ),
    ),
  ];
}

/** What a reader of the HTML sees must be what a reader of the text sees: the preheader apart, word for word. */
function agreementFaults(content: DraftContent, html: string): string[] {
  const body = html.slice(html.indexOf('<body')).replace(/<div[^>]*display:none[^>]*>[^<]*<\/div>/, '');
  const seen = words(decode(body.replace(/<[^>]*>/g, ' ')));
  // The text names each link's address, and marks list items with a dash.
  const told = words(
    content.links.reduce((rest, link) => rest.replace(`: ${link}`, ''), content.text.replace(/^- /gm, '')),
  );
  // What stands for a picture where none is shown is read, too: it must be a line of the text's list.
  const listed = content.text.split('\n').filter((line) => line.startsWith('- '));
  const inPictures = [...html.matchAll(/(?<=<img\s[^>]*)\salt="([^"]*)"/gi)].map((match) => decode(match[1]!));
  const foreign = inPictures.filter((alt) => !listed.includes(`- ${alt}`));
  return [
    ...(seen === told ? [] : [`“${seen.slice(0, 80)}” is not “${told.slice(0, 80)}”`]),
    ...foreign.map((alt) => `a picture says “${alt.slice(0, 80)}”`),
  ];
}

const words = (text: string) => text.replace(/\s+/gu, ' ').trim();

function decode(html: string): string {
  // In one pass: what a title spells as an entity stays as it is spelt.
  return html.replace(/&(?:#(\d+)|amp);/g, (_, code?: string) => (code ? String.fromCodePoint(Number(code)) : '&'));
}

function hostOf(address: string): string {
  try {
    const url = new URL(address);
    return /^https?:$/.test(url.protocol) && url.username === '' ? url.host : address;
  } catch {
    return address;
  }
}
