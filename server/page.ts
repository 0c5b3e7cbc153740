import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { html, raw } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Language, languageOf, languages } from '../retention/index.ts';
import { type PageKind, pageWords } from './page-words.ts';
import type { Env, ServerRoom } from './room.ts';

const style =
  'body{font:18px/1.5 sans-serif;max-width:32em;margin:15vh auto;padding:0 1em;color:#222;background:#fff}' +
  'button{font:inherit;padding:.6em 1.4em;border:0;border-radius:4px;background:#1f5fbf;color:#fff;cursor:pointer}';

/** Nothing is kept, found, framed, run or loaded, and the address, which holds the token, is told to nobody. */
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow',
  Vary: 'Accept-Language',
};

/** A page in the reader's language, else the shop's. Its button sends to the very address of the page what a mail program would send. */
export function page(c: Context<Env>, room: ServerRoom, kind: PageKind, status: ContentfulStatusCode) {
  const language = readersLanguage(c, room);
  const words = pageWords[language];
  const { title, text } = words[kind];
  const { unsubscribe_email, reply_to, from } = room.delivery;
  const address = unsubscribe_email ?? reply_to ?? from?.address;
  const button = html`<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${words.button}</button></form>`;
  const help = address
    ? html`<p>${words.help} <a href="mailto:${address}">${address}</a></p>`
    : html`<p>${words.helpWithoutAddress}</p>`;
  return c.html(
    html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${raw(style)}</style></head>
<body><main><h1>${title}</h1><p>${text(room.shop.name)}</p>${kind === 'ask' || kind === 'later' ? button : help}</main></body></html>
`,
    status,
    { ...headers, 'Content-Language': language },
  );
}

function readersLanguage(c: Context<Env>, { shop }: ServerRoom): Language {
  return accepts(c, {
    header: 'Accept-Language',
    supports: [...languages],
    default: languageOf(null, shop.locale),
    match: (wanted, { supports, default: shops }) =>
      [...wanted]
        .sort((a, b) => b.q - a.q)
        .filter(({ q }) => q > 0)
        .map(({ type }) => type.toLowerCase().split('-')[0]!)
        .find((language) => supports.includes(language)) ?? shops,
  }) as Language;
}
