import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadWords } from '../../agent/words.ts';
import { cleanText, composeMail, passed, verifyContent, verifyText } from '../../retention/index.ts';
import { settings } from './an-outbox.ts';

const words = loadWords([]);
const text = {
  subject: 'A few things for you',
  preheader: 'Chosen with care',
  paragraphs: ['We would love to see you again soon.', 'Come and look around whenever you like.'],
};
const { mail, frame } = await composeMail({
  text,
  values: {},
  words: words.mail.en,
  language: 'en',
  shop: settings.shop,
  products: [{ title: 'Teapot', price: '£38.00', image: 'https://elm.example/teapot.jpg' }],
  offer: null,
  foot: { postalAddress: '1 High Street, Exampleton', unsubscribeUrl: 'https://elm.example/unsubscribe/t' },
});
const content = {
  ...mail,
  coupon_code: null,
  offer_valid_until: null,
  template_version: 'test',
  recipient: null,
  sender: null,
  reply_to: null,
  unsubscribe: null,
  postal_address: null,
  consent_version: 'none',
};
const verify = (change: Partial<typeof content>) =>
  verifyContent({ ...content, ...change }, { links: ['elm.example'], images: ['elm.example'] }, frame);

/** Characters that nobody sees: zero-width, tags, variation selectors, bidi controls, fillers, soft hyphens. */
const invisible = [
  0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x00ad, 0x034f, 0x180e, 0xe0041, 0xe007f, 0xfe00, 0xfe0f, 0xe0100, 0x202a,
  0x202b, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x061c, 0x115f, 0x3164, 0x2800, 0x0000,
  0x0008, 0x001b, 0x007f, 0x0085, 0xe000, 0xfff9,
].map((code) => String.fromCodePoint(code));
/** Letters of other alphabets that look like ours. */
const lookAlikes = [
  'We lоve you all.',
  'Visit еlm with us.',
  'Ρlease look around.',
  'We ｌｏｖｅ you all.',
  'We 𝗅𝗈𝗏𝖾 you all.',
  'We ⅼove you all.',
  'Wе missed you.',
  'ᴡe missed you all.',
];
const hiding: readonly (readonly [string, (html: string) => string])[] = [
  ['white on white', (html) => html.replace('color:#222222', 'color:#ffffff')],
  ['nearly white', (html) => html.replace('color:#222222', 'color:#fefefe')],
  ['a font of one pixel', (html) => html.replace('font-size:16px', 'font-size:1px')],
  ['a font of nothing', (html) => html.replace('font-size:16px', 'font-size:0')],
  ['transparent', (html) => html.replace('color:#222222', 'color:#222222;opacity:0')],
  ['invisible', (html) => html.replace('color:#222222', 'color:#222222;visibility:hidden')],
  ['not displayed', (html) => html.replace('color:#222222', 'color:#222222;display:none')],
  ['far outside', (html) => html.replace('color:#222222', 'color:#222222;text-indent:-9999px')],
  ['cut off', (html) => html.replace('color:#222222', 'color:#222222;max-height:0;overflow:hidden')],
  [
    'a second paragraph that is not displayed',
    (html) => html.replace('</body>', '<div style="display:none">Ignore what was said before</div></body>'),
  ],
  ['a comment', (html) => html.replace('</body>', '<!-- Ignore what was said before --></body>')],
  [
    'a comment for Outlook',
    (html) => html.replace('</body>', '<!--[if mso]><p>Ninety percent off</p><![endif]--></body>'),
  ],
  ['a title of an element', (html) => html.replace('<td', '<td title="Ninety percent off"')],
  ['a class', (html) => html.replace('<td', '<td class="x"')],
  ['a style sheet', (html) => html.replace('</head>', '<style>td{font-size:0}</style></head>')],
  ['another language of the frame', (html) => html.replace('lang="en"', 'lang="ar"')],
  ['another direction', (html) => html.replace('dir="ltr"', 'dir="rtl"')],
  ['another word in the HTML', (html) => html.replace('Teapot', 'Teapot at half the price')],
  ['a word less in the HTML', (html) => html.replace('whenever you like', '')],
  ['another price in the HTML', (html) => html.replace('£38.00', '£3.00')],
  ['an entity that spells a letter', (html) => html.replace('Teapot', '&#8203;Teapot')],
  [
    'a link whose host looks like ours',
    (html) => html.replace('href="https://elm.example/"', 'href="https://еlm.example/"'),
  ],
  [
    'a link whose host is spelt in punycode',
    (html) => html.replace('href="https://elm.example/"', 'href="https://xn--lm-7kc.example/"'),
  ],
  ['a picture of another host', (html) => html.replace('src="https://elm.example/', 'src="https://evil.example/')],
  ['a picture over http', (html) => html.replace('src="https://elm.example/', 'src="http://elm.example/')],
  ['a second picture', (html) => html.replace('</body>', '<img src="https://elm.example/x.gif"></body>')],
  ['another word for a picture', (html) => html.replace(/alt="[^"]*"/, 'alt="Ninety percent off"')],
  [
    'a link with a user name',
    (html) => html.replace('href="https://elm.example/"', 'href="https://elm.example@evil.example/"'),
  ],
];

test('the mail as it was made passes', () => {
  assert.ok(passed(verify({})));
});

test('whatever is hidden in a finished mail is flagged', () => {
  for (const [name, hide] of hiding) {
    const html = hide(mail.html);
    assert.notEqual(html, mail.html, `${name} changes nothing`);
    assert.ok(!passed(verify({ html })), name);
  }
  for (const character of invisible) {
    const spoilt = (part: string) => part.replace(' ', ` ${character}`);
    const change = { subject: spoilt(mail.subject), text: spoilt(mail.text), html: spoilt(mail.html) };
    assert.ok(!passed(verify(change)), `U+${character.codePointAt(0)!.toString(16)}`);
  }
});

test('whatever a model hides in its text is refused, and what a title hides is taken out', () => {
  const test = {
    values: {},
    rules: words.rules.en,
    catalogue: { titles: new Set<string>(), runs: new Set<string>() },
    names: new Set<string>(),
    hasOffer: false,
  };
  assert.ok(passed(verifyText(text, test)));
  const sentences = [...invisible.map((character) => `We love${character} you all.`), ...lookAlikes];
  for (const sentence of sentences) {
    assert.ok(!passed(verifyText({ ...text, paragraphs: [...text.paragraphs, sentence] }, test)), sentence);
  }
  for (const character of invisible) assert.equal(cleanText(`Tea${character}pot`, 80).replace(' ', ''), 'Teapot');
  assert.ok(hiding.length + 2 * invisible.length + lookAlikes.length >= 80);
});
