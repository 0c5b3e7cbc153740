import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { readDraftOf } from '../../retention/index.ts';
import { generous, id, modelAt, openShop, personal, policyOf } from './a-shop.ts';
import { complete, good, goodEnglish, openEndpoint, saying, variant } from './an-endpoint.ts';

const shop = await openShop(2);
after(() => shop.close());

async function draftFrom(campaign: string, replies: readonly string[], policy = generous) {
  const endpoint = await openEndpoint((response, _, turn) => complete(response, replies[turn] ?? replies.at(-1)!));
  const room = shop.room({ model: modelAt(endpoint.url), policy });
  await retainSegment(room, buildRetainGraph(room), { campaign, customers: [id(0)] });
  await endpoint.close();
  return { draft: readDraftOf(shop.store, campaign, id(0))!, asked: endpoint.asked };
}

/** What a model might say, and the check that must refuse it. */
const lies: readonly (readonly [lie: string, reply: string, check: RegExp])[] = [
  ['a wrong price', saying('It costs only £9.99.'), /characters|claims/],
  ['a price in words', saying('It is yours for nine pounds.'), /numbers/],
  ['an invented code', saying('Use SPRING at the till.'), /names|words/],
  ['an invented code with digits', saying('Use SAVE20 at the till.'), /characters/],
  ['an invented discount', saying('Take twenty percent off.'), /numbers/],
  ['full-width digits', saying('It costs ９９.'), /characters/],
  ['a deadline', saying('Hurry, this ends on Friday.'), /claims|numbers/],
  ['a guarantee', saying('We guarantee that you will love it.'), /claims/],
  ['a promise of delivery', saying('We offer free shipping.'), /claims/],
  ['stock that nobody checked', saying('Only a few left.'), /claims/],
  ['an address', saying('Visit www.evil.com to see it.'), /addresses|words/],
  ['a link in markdown', saying('[Look](https://evil.example/x)'), /characters/],
  ['an e-mail address', saying('Write to us at help@evil.example.'), /characters/],
  ['HTML', saying('<img src=x onerror=alert(1)>'), /characters/],
  ['another product of the catalogue', saying('You will enjoy the Love letter too.'), /other products|names/],
  ['a product that does not exist', saying('You will enjoy our Moonlit Espresso Samovar.'), /words/],
  ['a name of a customer', saying(`With love, ${personal(1).first}`), /names|words/],
  ['another name', saying('Warmly, Priya'), /words/],
  ['a placeholder that there is not', saying('Your code is {{coupon_code}}.'), /placeholders/],
  ['a product placeholder beyond the list', saying('See {{product_9}} too.'), /placeholders/],
  ['an unclosed placeholder', saying('Dear {{first_name, welcome.'), /characters/],
  ['another language', saying('Nous vous attendons avec impatience.'), /words/],
  ['Chinese in an English mail', saying('我们很想您。'), /characters|words/],
  ['an emoji', saying('See you soon 🎁'), /characters/],
  ['hidden characters', saying('See you\u200b soon, you\u202ewon.'), /characters/],
  ['a line break in the subject', variant({ subject: 'For you\r\nBcc: evil' }), /one line/],
  ['an empty subject', variant({ subject: '' }), /length/],
  ['an endless subject', variant({ subject: 'we love you '.repeat(20) }), /length/],
  [
    'the same sentence again and again',
    saying(`${goodEnglish.paragraphs[0]} ${goodEnglish.paragraphs[0]}`),
    /repetition/,
  ],
  ['shouting', saying('COME BACK NOW.'), /names/],
  ['a threat', saying('You owe us a visit.'), /claims/],
  ['a prize', saying('You are our lucky winner.'), /claims/],
];

for (const [index, [lie, reply, check]] of lies.entries()) {
  test(`a reply with ${lie} is retried once, and then the template writes`, async () => {
    const { draft, asked } = await draftFrom(`lie-${index}`, [reply]);
    assert.equal(draft.authorship.written_by, 'template', draft.content.text);
    assert.equal(asked.length, 2);
    const [first] = draft.authorship.verdicts;
    const refused = first!.checks.filter((one) => !one.ok).map((one) => one.check);
    assert.match(refused.join(', '), check);
    assert.match(draft.authorship.written_by_reason, /refused twice/);
  });
}

test('the second try sees what was wrong with the first, and may succeed', async () => {
  const { draft, asked } = await draftFrom('second', [saying('It costs £9.'), JSON.stringify(goodEnglish)]);
  assert.equal(draft.authorship.written_by, 'model');
  assert.match(draft.authorship.written_by_reason, /second/);
  assert.match(asked[1]!.messages.at(-1)!.content, /characters: U\+00A3 £; U\+0039 9/);
  assert.ok(!draft.content.text.includes('£9.\n') && !draft.content.text.includes('costs'));
});

test('what is said of an offer passes only where the draft has one', async () => {
  const reply = saying('There is a little gift below: {{offer}}.');
  const only = (offer: object) =>
    policyOf({ ...generous, offers: [offer], actions: [{ name: 'win_back', offers: ['one'] }] });
  const withOffer = await draftFrom(
    'with-offer',
    [reply],
    only({ name: 'one', kind: 'amount', amount: 5, minimum_order: 25, saved_share: 0.5 }),
  );
  const without = await draftFrom('without-offer', [reply], only({ name: 'one', kind: 'none', saved_share: 0.5 }));
  assert.equal(withOffer.draft.authorship.written_by, 'model');
  assert.match(withOffer.draft.content.text, /gift below: £5\.00 off your next order of £25\.00 or more\./);
  assert.equal(without.draft.authorship.written_by, 'template');
});

test('the customer is greeted by name, though the model never saw it', async () => {
  const reply = variant({ paragraphs: ['Hello {{first_name}}, it has been a while.', goodEnglish.paragraphs[1]!] });
  const { draft, asked } = await draftFrom('greeting', [reply]);
  assert.match(draft.content.text, new RegExp(`^Hello ${personal(0).first}, it has been a while`));
  assert.ok(!JSON.stringify(asked).includes(personal(0).first));
});

test('every product and price in the mail is the catalogue’s, whoever wrote it', async () => {
  const endpoint = await openEndpoint(good);
  const room = shop.room({ model: modelAt(endpoint.url) });
  await retainSegment(room, buildRetainGraph(room), { campaign: 'prices', customers: shop.customers });
  await endpoint.close();
  const { content } = readDraftOf(shop.store, 'prices', id(0))!;
  const offer = ['£5.00', '£25.00', '£15.00'];
  const prices = content.text.match(/£[\d.,]+\d/g)!;
  assert.deepEqual(
    prices.filter((price) => !offer.includes(price)),
    ['£14.50', '£38.00', '£0.13'],
  );
});
