import type { Delivery, Policy } from '../config/index.ts';
import {
  type CatalogueWords,
  catalogueWords,
  contactPermission,
  type PlaceholderValues,
  placeholderValues,
  type RandomBytes,
  type RecommendedProduct,
  type Shop,
  type ShownProduct,
  type Store,
  shownProducts,
} from '../retention/index.ts';
import { type ShopPorts, type Toolbox, toolbox } from '../tools/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { Model } from './model.ts';
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
  /** Makes the holdout stable: the same key holds out the same customers. The configuration's seed does. */
  readonly holdoutKey: string;
  readonly clock: () => Date;
  readonly randomBytes?: RandomBytes;
}

/** The settings, with what is made from them once and shared by all steps. */
export interface RetentionRoom extends RetentionSettings {
  readonly tools: Toolbox;
  readonly words: Words;
  /** What a model's text is searched for: read at the first use. */
  readonly forbidden: () => Promise<{ readonly catalogue: CatalogueWords; readonly names: ReadonlySet<string> }>;
}

export function openRoom(settings: RetentionSettings): RetentionRoom {
  const words = loadWords(settings.policy.actions.map((action) => action.name));
  let forbidden: ReturnType<RetentionRoom['forbidden']> | undefined;
  return {
    ...settings,
    tools: toolbox('retain', { ...settings.ports, permission: permissionOf }),
    words,
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

/** The values that a mail's placeholders get, and the products that it shows. */
export function mailValues(
  room: RetentionRoom,
  given: {
    readonly firstName: string | null;
    readonly products: readonly RecommendedProduct[];
    readonly offer: string | null;
    readonly locale: string;
  },
): { values: PlaceholderValues; products: ShownProduct[] } {
  const products = shownProducts(given.products, room.shop, given.locale);
  return {
    products,
    values: placeholderValues({ shop: room.shop, firstName: given.firstName, products, offer: given.offer }),
  };
}
