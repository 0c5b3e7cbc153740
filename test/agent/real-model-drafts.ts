import { buildRetainGraph, createModel, retainSegment } from '../../agent/index.ts';
import { Config, seededRandom } from '../../config/index.ts';
import { listDrafts } from '../../retention/index.ts';
import { generous, id, openShop, products } from './a-shop.ts';

/** What came of so many drafts that a real model was asked for. */
export interface RealDrafts {
  readonly byModel: number;
  readonly byTemplate: number;
  /** How often each check refused a try. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Numbers, prices, addresses and foreign titles in what the model wrote and the checks let pass. */
  readonly wrong: readonly string[];
}

/** Asks the endpoint of the environment for drafts, English ones: small models know no other language, and some never stop writing. */
export async function draftsByRealModel(count: number): Promise<RealDrafts> {
  const { OPENAI_BASE_URL: base_url, OPENAI_API_KEY: api_key, OPENAI_MODEL: name } = process.env;
  const { model: settings } = Config.parse({
    model: { base_url, api_key, name, timeout_seconds: 600, max_answer_tokens: 400 },
  });
  const shop = await openShop(1);
  const base = shop.ports();
  const ports = shop.ports({ score: async () => base.score(id(0)), profile: async () => base.profile(id(0)) });
  const model = createModel(settings!, { random: seededRandom(1), clock: () => new Date() });
  const room = shop.room({ ports, model, policy: { ...generous, budget: 1_000_000 } });
  const customers = Array.from({ length: count }, (_, index) => id(index));
  await retainSegment(room, buildRetainGraph(room), { campaign: 'real', customers, concurrency: 2 });
  const drafts = listDrafts(shop.store, { campaign: 'real' });
  const refusals: Record<string, number> = {};
  for (const { check, ok } of drafts.flatMap((draft) => draft.authorship.verdicts.flatMap(({ checks }) => checks)))
    if (!ok) refusals[check] = (refusals[check] ?? 0) + 1;
  const byModel = drafts.filter((draft) => draft.authorship.written_by === 'model');
  const known = products.slice(0, 3).map(([, title]) => title);
  const wrong = byModel.flatMap(({ plan, content }) => {
    // What the model wrote ends where code's own list of products begins.
    let words = [content.subject, content.preheader, content.text.split('Chosen for you')[0]].join('\n');
    const offer =
      plan.offer.kind === 'none' ? [] : [/£?[\d.]+%? off your next order(?: of £[\d.]+ or more|, up to £[\d.]+)?/g];
    for (const fact of [...known, ...offer]) words = words.replaceAll(fact, '');
    return words.match(/\d|[£$€%@]|https?:|www\.|Love letter/giu) ? [words] : [];
  });
  shop.close();
  return { byModel: byModel.length, byTemplate: drafts.length - byModel.length, refusals, wrong };
}
