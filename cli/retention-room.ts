import { createModel, openRoom, type RetentionRoom } from '../agent/index.ts';
import { seededRandom, UserError } from '../config/index.ts';
import { loadRecommender, readSinceTraining, recommend } from '../embeddings/index.ts';
import { openStore, type Store } from '../retention/index.ts';
import { customerSentiment, loadSentiment, voiceOfCustomer } from '../sentiment/index.ts';
import { type ShopPorts, warehousePorts } from '../tools/index.ts';
import type { Warehouse } from '../warehouse/index.ts';
import { readBrandVoice } from './brand-voice.ts';
import type { Context } from './command.ts';
import { endOfData } from './with-warehouse.ts';

/** Opens everything that drafting and deciding need, over one warehouse and the store beside it, and closes the store afterwards. */
export async function withRetention<T>(
  context: Context,
  warehouse: Warehouse,
  work: (room: RetentionRoom) => Promise<T>,
): Promise<T> {
  const store = openStore(warehouse.dataDir);
  try {
    return await work(retentionRoom(context, store, await modelPorts(context, warehouse)));
  } finally {
    store.close();
  }
}

function retentionRoom(context: Context, store: Store, ports: ShopPorts): RetentionRoom {
  const { config, clock } = context;
  return openRoom({
    store,
    ports,
    model: config.model && createModel(config.model, { random: seededRandom(config.seed), clock }),
    policy: config.policy,
    shop: config.shop,
    delivery: config.delivery,
    brandVoice: readBrandVoice(),
    holdoutKey: String(config.seed),
    clock,
  });
}

async function modelPorts({ clock, config }: Context, warehouse: Warehouse): Promise<ShopPorts> {
  const recommender = await loadRecommender(warehouse.dataDir);
  const sentiment = await loadSentiment(warehouse.dataDir);
  if (!recommender || !sentiment) throw new UserError('there are no models yet: run “holdfast train” first');
  const asOf = await endOfData(warehouse);
  const feelings = await customerSentiment(sentiment, warehouse, { asOf });
  const sinceTraining = await readSinceTraining(warehouse, recommender, clock());
  return warehousePorts(
    warehouse,
    {
      recommend: async (customer, count) => {
        const { newOrders, returned, sellsToLikes } = sinceTraining(customer);
        return recommend(recommender, customer, {
          limit: count,
          filter: { inStock: true, withoutProducts: returned },
          newOrders,
          sellsToLikes,
        });
      },
      feeling: async (customer) => feelings.get(customer) ?? null,
      voice: () => voiceOfCustomer(warehouse, sentiment, { before: asOf }),
    },
    { now: clock(), horizonDays: config.churn.horizon_days, timeZone: config.shop.time_zone },
  );
}
