/** The simulated shop: its files as a real shop would export them, and the truth behind them for judging what models make of those files. */
export { type ObservableForecast, observableForecast } from './observable.ts';
export type { Shop, ShopCustomer, ShopEvent, ShopOrder, ShopProduct } from './shop.ts';
export { type SimulationOptions, simulateShop } from './simulate.ts';
export { daysToNextOrder, type Forecast, shopTruth } from './truth.ts';
export { type ShopFile, type ShopFiles, writeShopFiles } from './write-files.ts';
