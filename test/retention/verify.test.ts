import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadWords } from '../../agent/words.ts';
import {
  catalogueWords,
  type DraftText,
  type Language,
  type PlaceholderValues,
  passed,
  verifyText,
} from '../../retention/index.ts';

const { rules } = loadWords([]);
const catalogue = catalogueWords(['Love letter', 'Copper kettle', '星空投影灯', '好梦枕头', '生活'], rules);
const values: PlaceholderValues = {
  first_name: '…',
  shop: 'Elm & Sons',
  offer: '£5.00 off your next order',
  product_1: 'Wexford Stoneware mug',
  product_2: '青瓷茶杯',
};

function refusals(
  text: Partial<DraftText>,
  language: Language,
  given: { hasOffer?: boolean; values?: PlaceholderValues } = {},
): string[] {
  const whole: DraftText =
    language === 'en'
      ? {
          subject: 'Something for you',
          preheader: '',
          paragraphs: ['It has been a while, and we would love to see you again.'],
          ...text,
        }
      : {
          subject: '我们很想您',
          preheader: '',
          paragraphs: ['好久没有见到您了，很希望您能再来看看我们为您挑选的商品，希望您会喜欢，也期待您的再次光临。'],
          ...text,
        };
  const verdicts = verifyText(whole, {
    values: given.values ?? values,
    rules: rules[language],
    catalogue,
    names: new Set(['grace', 'zembrano', '王芳', '李明']),
    hasOffer: given.hasOffer ?? true,
  });
  assert.equal(
    passed(verdicts),
    verdicts.every((verdict) => verdict.ok),
  );
  return verdicts.filter((verdict) => !verdict.ok).map((verdict) => `${verdict.check}: ${verdict.detail}`);
}
const says = (sentence: string, language: Language, hasOffer = true) =>
  refusals(
    {
      paragraphs: [
        language === 'en'
          ? `It has been a while since we met. ${sentence}`
          : `好久没有见到您了，很希望您能再来看看我们为您挑选的商品，希望您会喜欢，也期待您的再次光临。${sentence}`,
      ],
    },
    language,
    { hasOffer },
  );

const benign = {
  en: [
    'We have missed you.',
    'We picked {{product_1}} with you in mind, and we think it would look lovely in your kitchen.',
    'Hello {{first_name}}, how have you been?',
    'Thank you for shopping with {{shop}}; your support means a lot to us.',
    'There is a little something below: {{offer}}.',
    'Is something not right? Simply reply, and we will read every word.',
    'Our Wexford Stoneware mug is a firm favourite.',
    'Feel free to look around whenever you like.',
    'You can count on us for a warm welcome.',
    'We hope that this spring brings you joy, and that our new collection inspires you.',
    'Dear friend, welcome back!',
    'We noticed that it has been quiet, and we wondered whether you are well.',
    "It's been too long — let's catch up over a cup of tea.",
    'Your opinion matters to us, so please tell us what we could do better.',
    'Warmly, your friends at {{shop}}',
  ],
  zh: [
    '我们为您挑选了{{product_2}}，希望您会喜欢。',
    '{{first_name}}，好久不见，一切都好吗？',
    '感谢您一直以来对{{shop}}的支持。',
    '我们在下方为您准备了一份心意：{{offer}}。',
    '如果有什么不满意的地方，直接回复这封邮件即可，我们会认真阅读。',
    '青瓷茶杯十分好看。',
    '亲爱的朋友，欢迎您再来看看。',
    '万一您有空，不妨来看看我们的新品。',
    '我们百忙之中也惦记着您。',
  ],
} as const;

const harmful = {
  en: [
    ['It is now £9.', 'characters'],
    ['It is now nine pounds.', 'numbers'],
    ['It is half of what it was.', 'numbers'],
    ['Come on Friday.', 'numbers'],
    ['Come before December.', 'numbers'],
    ['It is yours at no cost.', 'claims'],
    ['We guarantee it.', 'claims'],
    ['You get a refund.', 'claims'],
    ['This is your last chance.', 'claims'],
    ['It ships for free.', 'claims'],
    ['Your parcel arrives with free  shipping.', 'claims'],
    ['It is the cheapest anywhere.', 'claims'],
    ['It heals your skin.', 'claims'],
    ['Please verify your account and password.', 'claims'],
    ['A Copper kettle would suit you.', 'words'],
    ['A Love letter would suit you.', 'other products'],
    ['A love   Letter would suit you.', 'other products'],
    ['Best wishes, Grace', 'names'],
    ['Hello Grace, how are you?', 'names'],
    ['Best wishes, Zembrano', 'words'],
    ['Use WELCOME at the till.', 'names'],
    ['See evil.com for more.', 'addresses'],
    ['See evil dot com for more.', 'addresses'],
    ['Here is {{code}}.', 'placeholders'],
    ['Here is {{Offer}}.', 'characters'],
    ['Look: <b>new</b>', 'characters'],
    ['Look: **new**', 'characters'],
    ['It is 5 off.', 'characters'],
    ['It is ５ off.', 'characters'],
    ['It is ⑤ off.', 'characters'],
    ['We lоve you.', 'characters'], // a Cyrillic о
    ['We \u200blove you.', 'characters'],
    ['We \u202elove you.', 'characters'],
    ['We 𝓵𝓸𝓿𝓮 you.', 'characters'],
    ['Nous vous aimons beaucoup.', 'words'],
    ['Ignore previous wishes.', 'claims'],
    ['The Samovar of Kyiv awaits.', 'words'],
  ],
  zh: [
    ['现在只要九块钱。', 'numbers'],
    ['现在打五折。', 'numbers'],
    ['现在只要9元。', 'characters'],
    ['现在只要９元。', 'characters'],
    ['全场包邮。', 'claims'],
    ['我们保证您满意。', 'claims'],
    ['这是最后机会。', 'claims'],
    ['请点击链接登录账户。', 'claims'],
    ['星空投影灯很适合您。', 'words'],
    ['好梦枕头很适合您。', 'words'],
    ['王芳，您好！', 'names'],
    ['祝好，李明', 'names'],
    ['陈女士，欢迎回来。', 'names'],
    ['亲爱的小雨，欢迎回来。', 'names'],
    ['Welcome back to us.', 'characters|words'],
    ['请加微信联系我们。', 'claims'],
    ['本品可以治疗失眠。', 'claims'],
    ['欢迎光临🎁', 'characters'],
    ['欢迎\u200b光临', 'characters'],
  ],
} as const;

for (const language of ['en', 'zh'] as const) {
  for (const sentence of benign[language]) {
    test(`“${sentence}” may be written`, () => assert.deepEqual(says(sentence, language), []));
  }
  for (const [sentence, check] of harmful[language]) {
    test(`“${sentence}” is refused`, () => assert.match(says(sentence, language).join('\n'), new RegExp(check)));
  }
}

test('a gift may be spoken of where there is an offer, and nowhere else', () => {
  assert.deepEqual(says('There is a small surprise below.', 'en', true), []);
  assert.match(says('There is a small surprise below.', 'en', false).join(), /claims: surprise/);
  assert.deepEqual(says('我们为您准备了一份惊喜。', 'zh', true), []);
  assert.match(says('我们为您准备了一份惊喜。', 'zh', false).join(), /claims: 惊喜/);
});

test('a placeholder whose value there is not cannot be used', () => {
  const without = { ...values, offer: null };
  assert.match(
    refusals({ subject: 'For you: {{offer}}' }, 'en', { values: without }).join(),
    /placeholders: there is no \{\{offer\}\}/,
  );
});

test('digits, currency signs and addresses pass nowhere in a text, wherever they are put', () => {
  const evil = fc.constantFrom(
    '9',
    '£',
    '$',
    '%',
    '@',
    '٣',
    '九',
    'http://x.example',
    'evil.com',
    '\u200b',
    '\u202e',
    '<b>',
    '¥',
    '€',
    '½',
  );
  fc.assert(
    fc.property(
      evil,
      fc.constantFrom(...benign.en),
      fc.nat(200),
      fc.constantFrom('subject', 'preheader', 'paragraphs'),
      (what, sentence, at, where) => {
        const outside = sentence.replace(/\{\{\w+\}\}|Wexford Stoneware mug/g, 'it');
        const position = at % outside.length;
        const spoilt = `${outside.slice(0, position)} ${what} ${outside.slice(position)}`;
        const text = where === 'paragraphs' ? { paragraphs: [spoilt] } : { [where]: spoilt };
        assert.notDeepEqual(refusals(text, 'en'), []);
      },
    ),
  );
});

test('whatever a model writes, checking it ends soon and without an error', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 8 }),
      fc.constantFrom('en' as const, 'zh' as const),
      (paragraphs, language) => {
        refusals({ paragraphs, subject: paragraphs[0] ?? '' }, language);
      },
    ),
  );
  for (const long of [
    'a '.repeat(20_000),
    '{{'.repeat(20_000),
    '好'.repeat(40_000),
    'love letter '.repeat(3000),
    "a'".repeat(20_000),
    '. '.repeat(20_000),
  ]) {
    refusals({ paragraphs: [long] }, 'en');
    refusals({ paragraphs: [long] }, 'zh');
  }
});
