import type { Action } from '../config/index.ts';

const ofOccasion = { price_drop: 'price_drop', complaint: 'apology', store_order: 'store_follow_up' } as const;

/** The templates that would fit an action, the closest first: one of its variant (`win_back_short`), one of its own name, one for what it answers, the general one. */
export function templateNames(
  { name, occasion, festival }: Pick<Action, 'name' | 'occasion' | 'festival'>,
  variant: string | null,
): string[] {
  return [
    ...(variant === null ? [] : [`${name}_${variant}`]),
    name,
    ...(festival === undefined ? [] : ['festival_coupon']),
    ...(occasion === undefined ? [] : [ofOccasion[occasion]]),
    'general',
  ];
}
