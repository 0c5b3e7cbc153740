import type { ReviewWords } from './review-words.ts';

export const englishReviewWords: ReviewWords = {
  aspects: {
    delivery: {
      good: [
        '[it arrived|it came|the parcel was here] [in two days|the next day|sooner than promised|right on time]',
        '[delivery|shipping] was [quick|fast|prompt|faster than I expected]',
        "I [didn't have to|never had to] wait long for [it|the parcel]",
        'the courier [rang first|was friendly|left it with a neighbour as asked]',
        '[no delay|no trouble] with the [post|delivery] at all',
      ],
      bad: [
        '[it arrived|it came|the parcel turned up] [a week late|nine days late|long after the birthday it was for|well after the promised date]',
        '[delivery|shipping] took [forever|far too long|almost two weeks|three times as long as promised]',
        'I [waited and waited|am still waiting|chased the parcel for days]',
        "the tracking [did not move|hadn't changed|made no sense] for [a week|days]",
        '[nothing came|no sign of the parcel] [by the promised day|when they said it would]',
        'so much for [express|next day|three day] delivery',
      ],
    },
    quality: {
      good: [
        'the {thing} is [really well made|beautifully made|solid|of excellent quality|better than I expected]',
        'you can [see|feel|tell] the quality [straight away|at once|]',
        '[nothing|not a thing] to complain about with the {thing}',
        "I have used the {thing} [every day|for weeks|a lot] and it [hasn't let me down|still does its job|is just as good as at first]",
        'the {thing} [does exactly what it should|is just right|is a pleasure to use]',
        "couldn't be happier with the {thing}",
        "the {thing} isn't [flimsy|cheap looking|one of those throwaway things]",
      ],
      bad: [
        'the {thing} [feels cheap|looks nothing special|is poorly made|is not worth having]',
        'the quality is [not what I hoped for|nowhere near what it used to be|disappointing|so so]',
        'I expected [more|far better] of the {thing}',
        "the {thing} isn't [as good as the last one|well made|anything like the old one]",
        '[sloppy|careless|shoddy] work, [no other word for it|you notice it at once]',
      ],
    },
    size: {
      good: [
        '[fits perfectly|true to size|the fit is just right]',
        'the size [is as described|was spot on]',
        "I was worried about the size but needn't have been",
      ],
      bad: [
        '[it runs|it comes up] [very small|a size too large|tiny|much too wide]',
        "the size [is wrong|doesn't match the chart|was off by a lot]",
        "it [doesn't fit|did not fit] [me at all|anyone here|in spite of the size chart]",
        'far too [tight|loose|short|long] although I measured [twice|first]',
      ],
    },
    price: {
      good: [
        '[good|great|excellent] value for [the money|what you pay]',
        'the price is [fair|more than fair|hard to beat]',
        '[worth every penny|cheaper than anywhere else I looked|not expensive for what it is]',
      ],
      bad: [
        '[overpriced|too dear] for [what it is|what you get|a {thing}]',
        'it costs [more than it should|too much|twice what others ask]',
        'the price [has gone up again|is a bit steep]',
        'not [worth|really worth] the money',
      ],
    },
    packaging: {
      good: [
        '[lovely|careful|neat|thoughtful] packaging',
        'it was [wrapped|packed] [with care|very well|like a present]',
        '[no plastic|very little waste] in the box, which I like',
      ],
      bad: [
        'the box was [crushed|torn|half open|soaked]',
        '[far too much|a silly amount of] plastic [in the box|for one {thing}]',
        'the packaging [was a mess|had come apart|did not protect it]',
      ],
    },
    support: {
      good: [
        'customer service [answered within the hour|was kind and quick|sorted it out at once]',
        'they [replaced it without fuss|gave me my money back with no questions|apologised and made it right]',
        'the [lady|man|person] on the phone [could not have been nicer|was very helpful]',
      ],
      bad: [
        '[nobody|no one] [answers|replies to] my e-mails',
        'customer service was [no help|rude|useless|no help whatsoever]',
        'I [wrote|called] three times and [got nothing but excuses|still have no answer|was passed from one to the next]',
        'they [refused|would not agree] to take it back',
      ],
    },
  },
  broken: [
    'the {thing} [arrived broken|was damaged|came with a crack|had a hole in it|was faulty]',
    'the {thing} [fell apart|stopped working|broke] after [one day|a week|two uses]',
    'mine was [defective|unusable|spoilt|leaking] [from the start|out of the box]',
    'it [broke|came apart] the first time I used it',
    'half of it was [missing|smashed]',
  ],
  unexpected: [
    'the {thing} [looks nothing like the photo|is not as described|is not what I ordered it for]',
    'the colour is [completely different|much duller than shown|off]',
    'it [smells odd|feels different from what I thought|is not for me]',
    'the {thing} was [smaller|thinner|plainer] than it looks on the site',
  ],
  verdicts: {
    great: [
      '[absolutely|simply|really] [love it|delighted|brilliant]',
      'best {thing} I have [ever had|bought in years]',
      'could not be better',
      'ten out of ten',
    ],
    good: [
      '[happy|pleased|content] with it',
      'a [good|nice|decent|lovely] {thing}',
      'not bad at all',
      'does the job',
      "can't complain",
      'I like it',
    ],
    mixed: [
      'it is [okay|all right|fine, I suppose]',
      'neither good nor bad',
      'a mixed bag',
      'not sure what to think of it',
      '[could be better|nothing special]',
    ],
    poor: [
      '[disappointed|not impressed|let down]',
      'not what I hoped for',
      'I expected better of this shop',
      'not good enough',
      "wouldn't call this good",
    ],
    awful: [
      '[terrible|awful|dreadful|a complete waste of money]',
      'the worst {thing} I have [ever bought|had]',
      'do not buy this',
      'utterly useless',
      'I want my money back',
    ],
  },
  titles: {
    great: ['[Love it|Perfect|Wonderful|Brilliant {thing}]', 'Five stars', 'So good', 'Exceeded expectations'],
    good: ['[Good|Nice|Happy with it|Solid]', 'Good {thing}', 'Recommended', 'Not bad'],
    mixed: ['[Okay|So so|Mixed feelings]', 'Good and bad', 'Fine, but', 'Three stars'],
    poor: ['[Disappointing|Not great|Meh]', 'Expected more', 'Not happy', 'Would not recommend'],
    awful: ['[Avoid|Terrible|Awful|Never again]', 'Waste of money', 'One star is too many', 'Really bad'],
  },
  closings: {
    happy: [
      'will [order|buy] again',
      "I won't hesitate to [order again|come back]",
      'would recommend [it to anyone|this shop|]',
      '[thank you|thanks]',
      'already ordered [another|a second one for my sister]',
      "you won't regret it",
    ],
    unhappy: [
      "won't [be ordering|buy here] again",
      'will [think twice|look elsewhere] next time',
      'would not recommend [it|this to anyone|]',
      'it went [straight back|in the bin]',
      'I used to be happy with this shop, [not any more|those days are over]',
      'such a shame',
    ],
  },
  contexts: [
    'bought [this|the {thing}] [for my mum|as a present|for the new flat|for myself|for my partner]',
    'my [second|third] order [here|from this shop]',
    'I [had seen it in the shop first|read about it in the newsletter|picked it after a lot of searching]',
    'we have had the {thing} for [a week|ten days] now',
    'ordered on a [Sunday|Monday|whim]',
  ],
  contrasts: [
    { before: '', between: ', but ', complaintSecond: false },
    { before: '', between: '. However, ', complaintSecond: false },
    { before: 'although ', between: ', ', complaintSecond: false },
    { before: '', between: ' – a pity that ', complaintSecond: true },
    { before: 'yes, ', between: ', yet ', complaintSecond: false },
    { before: 'while ', between: ', ', complaintSecond: false },
  ],
  additions: [' and ', ', and ', '. Also, ', '. ', '; '],
  stop: '. ',
  stopAfterShout: '! ',
};
