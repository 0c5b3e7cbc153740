import type {
  Activity,
  ContactPermission,
  CustomerFacts,
  Feeling,
  RecommendedProduct,
  Score,
} from '../retention/index.ts';
import type { VoiceOfCustomer } from '../sentiment/index.ts';
import type { CustomerId, CustomerProfile, Product, ProductId } from '../warehouse/index.ts';

/**
 * What the tools need from the other rooms. Whoever starts a run wires them; each may load its model at its first call.
 * None of them has an effect. Those about one customer are called for every customer of a segment, so they should answer from memory.
 */
export interface Ports {
  /** The customer's row of table `scores`; null without one. */
  readonly score: (customer: CustomerId) => Promise<Score | null>;
  /** Up to `count` products that the customer would love and could buy now, best first. */
  readonly recommend: (customer: CustomerId, count: number) => Promise<readonly RecommendedProduct[]>;
  /** How the customer's latest message or review sounds; null for one who never wrote. */
  readonly feeling: (customer: CustomerId) => Promise<Feeling | null>;
  /** What the customer did lately, as of the run's moment. */
  readonly activity: (customer: CustomerId) => Promise<Activity>;
  /** Whether the customer belongs to a segment, as `draft --segment` reads it. */
  readonly inSegment: (customer: CustomerId, segment: string) => Promise<boolean>;
  /** Whether a code of another campaign still counts, by the store. */
  readonly openCode: (customer: CustomerId, campaign: string) => Promise<CustomerFacts['open_code']>;
  /** What customers praise and blame, of the shop and of each product. */
  readonly voice: () => Promise<VoiceOfCustomer>;
  /** Whether the customer may be written to, by the customer file, the consent ledger and the suppression list together. */
  readonly permission: (customer: CustomerId) => Promise<ContactPermission>;
  /** The customer as a person; null for one who stands in no customer file. For permission, delivery and previews: no tool hands it out. */
  readonly profile: (customer: CustomerId) => Promise<CustomerProfile | null>;
  /** A product as the catalogue has it now; null for one that is gone. For pictures and for drafts that are edited: no tool hands it out. */
  readonly product: (product: ProductId) => Promise<Pick<Product, 'title' | 'price' | 'stock' | 'imageUrl'> | null>;
  /** The titles of the whole catalogue, and the names of all customers in lower case: what a model's text is searched for, and never shown to it. */
  readonly titles: () => Promise<readonly string[]>;
  readonly names: () => Promise<ReadonlySet<string>>;
}

/** What the warehouse and the models answer. The rest is known to the store. */
export type ShopPorts = Omit<Ports, 'permission' | 'openCode'>;
