import { customerFeatureNames } from '../customer-features.ts';
import { stepFeatureNames } from '../sequences.ts';
import { tasteFeatureNames } from '../taste/taste-model.ts';

/** What a prediction can rest on, as a person would say it. */
export const reasonKinds = [
  'silence',
  'rhythm',
  'history',
  'tenure',
  'spend',
  'basket',
  'calendar',
  'visits',
  'mails',
  'coupons',
  'returns',
  'feeling',
  'due',
  'taste',
] as const;
export type ReasonKind = (typeof reasonKinds)[number];

/** The steps of a sequence that stand for different things: the moment of the cutoff, the latest order or contact, those before it. */
export type StepPlace = 'now' | 'latest' | 'earlier';

type Customer = (typeof customerFeatureNames)[number];
type Step = (typeof stepFeatureNames)[number];

const ofTaste = Object.fromEntries(tasteFeatureNames.map((name) => [name, 'taste'])) as Record<
  (typeof tasteFeatureNames)[number],
  'taste'
>;

/** How much was bought lately is another word for how long nothing was. A feature without an entry does not compile; should types be passed by, `kindsOf` throws. */
const ofCustomer: Readonly<Record<Customer, ReasonKind>> = {
  recency: 'silence',
  overdue: 'silence',
  tenure: 'tenure',
  orders: 'history',
  'one order only': 'history',
  'mean spend': 'spend',
  'last spend': 'spend',
  'total spend': 'spend',
  'orders in 14 days': 'silence',
  'orders in 30 days': 'silence',
  'orders in 60 days': 'silence',
  'orders in 90 days': 'silence',
  'orders in 180 days': 'silence',
  'spend in 14 days': 'silence',
  'spend in 30 days': 'silence',
  'spend in 60 days': 'silence',
  'spend in 90 days': 'silence',
  'spend in 180 days': 'silence',
  'mean gap': 'rhythm',
  'deviation of gaps': 'rhythm',
  'median gap': 'rhythm',
  'last gap': 'rhythm',
  'orders a year': 'rhythm',
  'lines an order': 'basket',
  'pieces an order': 'basket',
  'active days': 'history',
  'active weeks': 'history',
  'active months': 'history',
  'products due in 30 days': 'due',
  'products due in 90 days': 'due',
  'share bought again': 'due',
  'silence by interest': 'silence',
  'interest by visits': 'visits',
  'interest by mails': 'mails',
  'interest by feelings': 'feeling',
  ...ofTaste,
  visits: 'visits',
  'visits a year': 'visits',
  'visits since the last order': 'visits',
  'visit recentness': 'visits',
  'visits in 7 days': 'visits',
  'visits in 14 days': 'visits',
  'visits in 30 days': 'visits',
  'visits in 60 days': 'visits',
  'visits in 90 days': 'visits',
  'visits in 180 days': 'visits',
  baskets: 'visits',
  'basket recentness': 'visits',
  'heard of since the last order': 'visits',
  'contact overdue': 'visits',
  mailed: 'mails',
  mails: 'mails',
  'mails opened': 'mails',
  'share of mails opened': 'mails',
  'mails clicked': 'mails',
  'mail opened recentness': 'mails',
  'mails unopened in a row': 'mails',
  'unopened against habit': 'mails',
  'mails opened in 30 days': 'mails',
  'mails opened in 60 days': 'mails',
  'mails opened in 90 days': 'mails',
  'mails opened in 180 days': 'mails',
  'change of opening in 30 days': 'mails',
  'change of opening in 60 days': 'mails',
  'change of opening in 90 days': 'mails',
  'change of opening in 180 days': 'mails',
  unsubscribed: 'mails',
  coupons: 'coupons',
  'return recentness': 'returns',
  'returned since the last order': 'returns',
  reviews: 'feeling',
  messages: 'feeling',
  'message recentness': 'feeling',
  'mean feeling': 'feeling',
  'last feeling': 'feeling',
  'bad feelings': 'feeling',
  'good feelings': 'feeling',
  'bad feeling since the last order': 'feeling',
  'good feeling since the last order': 'feeling',
  'bad feeling recentness': 'feeling',
};

/** How long ago the latest order was says how silent a customer is; how long ago the earlier ones were, in which rhythm they came. */
const ofStep: Readonly<Record<Step, ReasonKind | Readonly<Record<StepPlace, ReasonKind>>>> = {
  'log days since the order before': { now: 'silence', latest: 'rhythm', earlier: 'rhythm' },
  'log days before the cutoff': { now: 'silence', latest: 'silence', earlier: 'rhythm' },
  'log value': 'spend',
  'log lines': 'basket',
  'log pieces': 'basket',
  'weekday (sine)': 'calendar',
  'weekday (cosine)': 'calendar',
  'season (sine)': 'calendar',
  'season (cosine)': 'calendar',
  'an order': 'history',
  'the first order': 'history',
  now: 'history',
  'log days since the contact before': 'visits',
  'log days from the order before to the contact': 'visits',
  'log days from the contact to the cutoff': 'visits',
  'log mails since the step before': 'mails',
  'log value returned': 'returns',
  'log products due in 30 days': 'due',
  'log products due in 90 days': 'due',
  'a visit': 'visits',
  'a basket': 'visits',
  'a mail opened': 'mails',
  'a mail clicked': 'mails',
  unsubscribed: 'mails',
  'a coupon': 'coupons',
  'a return': 'returns',
  'a review': 'feeling',
  'a message': 'feeling',
  feeling: 'feeling',
};

/** Per column of the customer's features: an index into `reasonKinds`. */
export const customerKinds = kindsOf(customerFeatureNames, (name) => ofCustomer[name]);

/** Per place of a step, per column: an index into `reasonKinds`. */
export const stepKinds: Readonly<Record<StepPlace, Uint8Array>> = {
  now: kindsAtPlace('now'),
  latest: kindsAtPlace('latest'),
  earlier: kindsAtPlace('earlier'),
};

/** Of step `step` of `steps`. */
export function stepKindsAt(step: number, steps: number): Uint8Array {
  if (step === steps - 1) return stepKinds.now;
  return step === steps - 2 ? stepKinds.latest : stepKinds.earlier;
}

function kindsAtPlace(place: StepPlace): Uint8Array {
  return kindsOf(stepFeatureNames, (name) => {
    const kind = ofStep[name];
    return typeof kind === 'object' ? kind[place] : kind;
  });
}

function kindsOf<Name extends string>(
  names: readonly Name[],
  kindOf: (name: Name) => ReasonKind | undefined,
): Uint8Array {
  return Uint8Array.from(names, (name) => {
    const index = reasonKinds.indexOf(kindOf(name) as ReasonKind);
    if (index === -1) throw new Error(`the feature “${name}” belongs to no reason: say in feature-reasons.ts to which`);
    return index;
  });
}
