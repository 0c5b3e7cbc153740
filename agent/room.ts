import type { Action, Cents, Delivery, Policy } from '../config/index.ts';
import {
  budgetPerDay,
  type CatalogueWords,
  catalogueWords,
  committedOnDay,
  contactPermission,
  type DecisionFrame,
  openCode,
  type PlaceholderValues,
  placeholderValues,
  type RandomBytes,
  type RecommendedProduct,
  readCampaign,
  type Shop,
  type ShownProduct,
  type Store,
  shownProducts,
} from '../retention/index.ts';
import { type ShopPorts, type Toolbox, toolbox } from '../tools/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { Model } from './model.ts';
import { templateNames } from './template-names.ts';
import { loadWords, type Words } from './words.ts';

/** What a caller hands over to work on retention. */
export interface RetentionSettings {
  readonly store: Store;
  readonly ports: ShopPorts;
  /** Without one, templates write. */
  readonly model?: Model | undefined;
  readonly policy: Policy;
  readonly shop: Shop;
  readonly delivery: Delivery;
  /** How the shop speaks, in its own words (brand.md): what a model is told beside the rules, which stand above it. */
  readonly brandVoice?: string | undefined;
  /** Makes the holdout stable: the same key holds out the same customers. The configuration's seed does. */
  readonly holdoutKey: string;
  readonly clock: () => Date;
  readonly randomBytes?: RandomBytes;
}

/** The settings, with what is made from them once and shared by all steps. */
export interface RetentionRoom extends RetentionSettings {
  readonly tools: Toolbox;
  readonly words: Words;
  /** The segments that the policy's actions name. */
  readonly segments: string[];
  /** What a model's text is searched for: read at the first use. */
  readonly forbidden: () => Promise<{ readonly catalogue: CatalogueWords; readonly names: ReadonlySet<string> }>;
}

export function openRoom(settings: RetentionSettings): RetentionRoom {
  const words = loadWords(
    settings.policy.actions.flatMap((action) =>
      [null, ...(action.variants ?? [])].flatMap((variant) => templateNames(action, variant?.name ?? null)),
    ),
  );
  const segments = [...new Set(settings.policy.actions.flatMap(({ segment }) => segment ?? []))];
  let forbidden: ReturnType<RetentionRoom['forbidden']> | undefined;
  return {
    ...settings,
    tools: toolbox('retain', {
      ...settings.ports,
      permission: permissionOf,
      openCode: async (customer, campaign) => openCode(settings.store, { customer, campaign, now: settings.clock() }),
    }),
    words,
    segments,
    forbidden() {
      forbidden ??= readForbidden();
      return forbidden;
    },
  };

  async function permissionOf(customer: CustomerId) {
    const { store, ports, policy, clock } = settings;
    const given = { now: clock(), minimumAge: policy.minimum_age };
    return contactPermission(store, customer, await ports.profile(customer), given);
  }

  async function readForbidden() {
    const [titles, names] = await Promise.all([settings.ports.titles(), settings.ports.names()]);
    return { catalogue: catalogueWords(titles, words.rules), names };
  }
}

/** What the policy decides under at this moment. */
export function frameOf(
  { policy, shop, holdoutKey, clock }: Pick<RetentionRoom, 'policy' | 'shop' | 'holdoutKey' | 'clock'>,
  campaign: string,
): DecisionFrame {
  return { campaign, policy, currency: shop.currency, holdoutKey, timeZone: shop.time_zone, now: clock() };
}

/** What is left of the budgets of a campaign and of the day. */
export function budgetLeft({ store, policy, shop, clock }: RetentionRoom, campaign: string) {
  const { budget, committed } = readCampaign(store, campaign)!;
  const ofDay = budgetPerDay(policy, shop.currency) - committedOnDay(store, clock().toISOString());
  return { budget: Math.max(0, budget - committed) as Cents, budgetOfDay: Math.max(0, ofDay) as Cents };
}

/** The action of that name; of a draft whose policy has lost it since, the bare name. */
export function actionOf(
  { policy }: Pick<RetentionRoom, 'policy'>,
  name: string,
): Pick<Action, 'name' | 'occasion' | 'festival' | 'variants'> {
  return policy.actions.find((action) => action.name === name) ?? { name };
}

/** The values that a mail's placeholders get, and the products that it shows. */
export function mailValues(
  room: RetentionRoom,
  given: {
    readonly firstName: string | null;
    readonly products: readonly RecommendedProduct[];
    readonly offer: string | null;
    readonly festival: string | null;
    readonly locale: string;
  },
): { values: PlaceholderValues; products: ShownProduct[] } {
  const products = shownProducts(given.products, room.shop, given.locale);
  return {
    products,
    values: placeholderValues({
      shop: room.shop,
      firstName: given.firstName,
      products,
      offer: given.offer,
      festival: given.festival,
    }),
  };
}
