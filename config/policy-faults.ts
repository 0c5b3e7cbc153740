import type { Action, Festival } from './action.ts';
import { type Offer, whyNeverGiven } from './offer.ts';
import { readSegment } from './segment.ts';
import { UserError } from './user-error.ts';

/** The parts of a policy that can contradict each other. */
interface Parts {
  readonly margin: number;
  readonly margin_floor: number;
  readonly budget: number;
  readonly budget_per_day?: number | undefined;
  readonly two_approvers_from: number;
  readonly auto_approve: readonly { readonly action: string; readonly cost_at_most: number }[];
  readonly offers: readonly Offer[];
  readonly actions: readonly Action[];
  readonly festivals: readonly Festival[];
}

/** A rule that cannot be kept, and where it stands. */
export interface PolicyFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Everything in a policy that cannot be kept: what could never be given, fits nobody, or names what there is not. */
export function policyFaults(policy: Parts): PolicyFault[] {
  return [...namedTwice(policy), ...offerFaults(policy), ...autoApproveFaults(policy), ...actionFaults(policy)];
}

function namedTwice(policy: Parts): PolicyFault[] {
  return (['offers', 'actions', 'festivals'] as const).flatMap((kind) => {
    const names = policy[kind].map(({ name }) => name);
    return names.flatMap((name, index) =>
      names.indexOf(name) === index ? [] : [{ path: [kind, index, 'name'], message: `two ${kind} are called ${name}` }],
    );
  });
}

function offerFaults(policy: Parts): PolicyFault[] {
  return policy.offers.flatMap((offer, index) => {
    const message = whyNeverGiven(offer, policy);
    return message === null ? [] : [{ path: ['offers', index], message }];
  });
}

function autoApproveFaults(policy: Parts): PolicyFault[] {
  return policy.auto_approve.flatMap(({ action, cost_at_most }, index): PolicyFault[] => {
    const known = policy.actions.find(({ name }) => name === action);
    const there = policy.actions.map(({ name }) => name).join(', ');
    const path = ['auto_approve', index];
    return [
      ...(known ? [] : [{ path: [...path, 'action'], message: `there is no action ${action}; there are ${there}` }]),
      ...(known?.occasion === 'complaint'
        ? [{ path: [...path, 'action'], message: `${action} answers a complaint: a person must read it first` }]
        : []),
      ...(cost_at_most >= policy.two_approvers_from
        ? [
            {
              path: [...path, 'cost_at_most'],
              message: `must stay below two_approvers_from ${policy.two_approvers_from}: what needs two people cannot do without any`,
            },
          ]
        : []),
    ];
  });
}

function actionFaults(policy: Parts): PolicyFault[] {
  const offers = policy.offers.map(({ name }) => name);
  const festivals = policy.festivals.map(({ name }) => name);
  return policy.actions.flatMap((action, index): PolicyFault[] => {
    const { churn_probability_at_least: least, churn_probability_at_most: most, festival } = action;
    const path = ['actions', index];
    return [
      ...segmentFaults(action.segment, [...path, 'segment']),
      ...(least > most
        ? [
            {
              path: [...path, 'churn_probability_at_least'],
              message: `${least} is above churn_probability_at_most ${most}: the action fits nobody`,
            },
          ]
        : []),
      ...action.offers
        .filter((offer) => !offers.includes(offer))
        .map((offer) => ({
          path: [...path, 'offers'],
          message: `there is no offer ${offer}; there are ${offers.join(', ')}`,
        })),
      ...(festival === undefined || festivals.includes(festival)
        ? []
        : [
            {
              path: [...path, 'festival'],
              message: `there is no festival ${festival}; there are ${festivals.join(', ') || 'none'}`,
            },
          ]),
    ];
  });
}

function segmentFaults(segment: string | undefined, path: PolicyFault['path']): PolicyFault[] {
  if (segment === undefined) return [];
  try {
    readSegment(segment);
    return [];
  } catch (error) {
    if (error instanceof UserError) return [{ path, message: error.message }];
    throw error;
  }
}
