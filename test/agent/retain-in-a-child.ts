import { buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { modelAt, openShop } from './a-shop.ts';

/** Run as a process of its own, so that a test can kill it: drafts for every customer of the shop that lies in a folder. */
const [folder, url, count, campaign] = process.argv.slice(2) as [string, string, string, string];
const shop = await openShop(Number(count), folder);
const room = shop.room({ model: modelAt(url, 20) });
await retainSegment(room, buildRetainGraph(room), { campaign, customers: shop.customers, concurrency: 2 });
shop.store.close();
shop.warehouse.close();
