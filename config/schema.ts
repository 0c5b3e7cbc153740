import { z } from 'zod';
import { Delivery } from './delivery.ts';
import { Policy } from './policy.ts';
import { webAddress } from './web-address.ts';

const timeZone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}, 'an IANA time zone, for example Europe/London');

/** Every setting of Holdfast, with its default. `holdfast.yaml` holds these keys; secrets come from the environment alone. */
export const Config = z.strictObject({
  /** Where everything that Holdfast keeps lies: the warehouse, models, drafts, previews. */
  data_dir: z.string().min(1).default('.holdfast'),
  /** All randomness comes from this number: the same data and seed give the same models and drafts. */
  seed: z.int().default(7),
  shop: z
    .strictObject({
      name: z.string().min(1).max(100).default('Our shop'),
      url: webAddress.default('https://shop.example'),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'an ISO 4217 code, for example GBP')
        .default('GBP'),
      locale: z
        .string()
        .refine(
          (locale) => Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0,
          'a BCP 47 language tag, for example en-GB',
        )
        .default('en-GB'),
      time_zone: timeZone.default('UTC'),
      /** Hosts beside the shop's own that pictures of products may come from; those of others are not shown in mails. */
      image_hosts: z
        .array(z.string().regex(/^[a-z0-9.-]+(?::\d+)?$/, 'a host name in small letters, for example cdn.shop.example'))
        .default([]),
    })
    .prefault({}),
  churn: z
    .strictObject({
      /** A customer without an order in this many days has left. */
      horizon_days: z.int().min(7).max(730).default(90),
      /** Of a longer history the networks read the latest so many steps; the regressions sum up all of it. */
      most_events: z.int().min(2).max(500).default(24),
    })
    .prefault({}),
  recommend: z
    .strictObject({
      /** How many products a list shows. */
      list_length: z.int().min(1).max(100).default(10),
    })
    .prefault({}),
  vectors: z
    .discriminatedUnion('store', [
      z.strictObject({ store: z.literal('embedded') }),
      z.strictObject({
        store: z.literal('qdrant'),
        url: webAddress,
        api_key: z.string().min(1).optional(),
        /** In front of every collection's name, so that several shops can share a server. */
        prefix: z
          .string()
          .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'small letters, digits, - and _')
          .default('holdfast'),
        /** int8: vectors are compressed to a quarter of their size in memory; lists are then nearly exact, not exact. */
        quantisation: z.enum(['none', 'int8']).default('none'),
      }),
    ])
    .default({ store: 'embedded' }),
  /** The language model behind drafts, if there is one; set by OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL. */
  model: z
    .strictObject({
      base_url: webAddress.default('https://api.openai.com/v1'),
      api_key: z.string().min(1).optional(),
      name: z.string().min(1).default('gpt-5-mini'),
      /** A draft whose model has not answered by then is written from the template. */
      timeout_seconds: z.number().min(1).max(600).default(60),
      /** Questions that are asked side by side. */
      concurrency: z.int().min(1).max(256).default(16),
      /** Room for a draft, and for the thinking that some models do before it; what is cut off there is not used. */
      max_answer_tokens: z.int().min(100).max(100_000).default(4000),
    })
    .optional(),
  /** The model behind text vectors, if there is one; set by EMBEDDINGS_BASE_URL, EMBEDDINGS_API_KEY and EMBEDDINGS_MODEL. Without it, what is written alike is close. */
  embeddings: z
    .strictObject({
      base_url: webAddress.default('https://api.openai.com/v1'),
      api_key: z.string().min(1).optional(),
      name: z.string().min(1).default('text-embedding-3-small'),
      timeout_seconds: z.number().min(1).max(600).default(60),
    })
    .optional(),
  policy: Policy.prefault({}),
  delivery: Delivery.prefault({}),
});

export type Config = z.infer<typeof Config>;
