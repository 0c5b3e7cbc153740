import type { Channel, CustomerId, EventType, ProductId } from '../warehouse/index.ts';
import type { Experience } from './experience.ts';
import type { Temperament } from './temperament.ts';

/** What the shop sells, and what only the simulator knows about it. */
export interface ShopProduct {
  readonly productId: ProductId;
  readonly title: string;
  readonly category: string;
  readonly brand: string;
  readonly description: string;
  /** In pounds. */
  readonly price: number;
  readonly cost: number;
  readonly stock: number;
  readonly imageUrl: string;
  /** What customers call it in a review. */
  readonly noun: { readonly english: string; readonly chinese: string };
  readonly latent: {
    /** Weight among the products of its category, before anybody's taste. */
    readonly popularity: number;
    readonly style: Float64Array;
    /** Chance that one piece is broken or spoilt. */
    readonly defectRate: number;
    /** Chance that it is not what the customer had expected: size, colour, feel. */
    readonly mismatchRate: number;
    readonly sized: boolean;
    /** How many days one piece lasts; 0 for what is not used up. */
    readonly lastsDays: number;
    /** The first day it was sold, counted from the shop's first day. */
    readonly launchDay: number;
  };
}

/** Who a customer is, as the shop's customer file tells. */
export interface CustomerIdentity {
  readonly customerId: CustomerId;
  readonly email: string;
  /** Empty for customers who gave none. */
  readonly phone: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly locale: string;
  readonly timeZone: string;
  /** Hours ahead of UTC, without summer time: the simulator must not depend on the machine's time zone tables. */
  readonly utcOffset: number;
  readonly chinese: boolean;
}

/** One completed order as the simulator sees it. Days count from the shop's first day. */
export interface ShopOrder {
  readonly orderId: string;
  readonly day: number;
  readonly channel: Channel;
  /** Indices into `Shop.products`, with as many quantities. */
  readonly products: readonly number[];
  readonly quantities: readonly number[];
  /** The day on which the customer knows how it went. */
  readonly experienceDay: number;
  /** The chance of each experience given the goods, the channel and the day; in the order of `experiences`. */
  readonly chances: Float64Array;
  readonly experience: Experience;
  /** The days on which it showed, undefined where it never did (or only after the shop's last day). */
  readonly reviewDay: number | undefined;
  readonly supportDay: number | undefined;
  readonly refundDay: number | undefined;
}

export interface ShopCustomer extends CustomerIdentity {
  /** Today's answer: whoever unsubscribed has taken it back. null: never asked. */
  readonly emailConsent: boolean | null;
  /** Milliseconds since 1970; undefined where never asked. */
  readonly consentTime: number | undefined;
  /** Everything that the exported files do not tell. */
  readonly latent: {
    readonly temperament: Temperament;
    /** The day of the first order, or of signing up for those who never ordered. */
    readonly joinedDay: number;
    /** The state of interest at the start of each of the shop's days, and last at its end. Before joining: gone. */
    readonly states: Uint8Array;
    /** What was seen of the customer on each day, as bits of `seen`. */
    readonly activity: Uint8Array;
    readonly orders: readonly ShopOrder[];
    /** The relative chance of choosing each product, before what was just seen or already owned. */
    readonly taste: Float64Array;
  };
}

/** One row of the exported event file, without its dirt. */
export interface ShopEvent {
  readonly customer: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly time: number;
  readonly type: EventType;
  readonly channel: Channel;
  readonly orderId?: string;
  /** Index into `Shop.products`. */
  readonly product?: number;
  readonly quantity?: number;
  /** In pounds. */
  readonly unitPrice?: number;
  readonly rating?: number;
  readonly title?: string;
  readonly text?: string;
}

export interface Shop {
  readonly seed: number;
  /** Midnight UTC of the first day, milliseconds since 1970. */
  readonly start: number;
  readonly days: number;
  readonly currency: 'GBP';
  readonly products: readonly ShopProduct[];
  readonly customers: readonly ShopCustomer[];
  /** By time, then customer. */
  readonly events: readonly ShopEvent[];
}
