import type { CustomerId, ProductId } from '../../warehouse/index.ts';
import { type Profile, profileOf } from '../history.ts';
import type { Recommender } from '../recommender.ts';
import { warm } from './warm.ts';

/** An order that the recommender was not trained on. */
export interface NewOrder {
  readonly time: Date;
  readonly lines: readonly {
    readonly product_id: ProductId;
    readonly quantity?: number;
    /** Of one piece, in the currency's main unit. */
    readonly price?: number;
  }[];
}

/**
 * What the recommender knows of the customer, and the new orders after it; empty for a customer whom nobody knows. Products that it was not trained on are passed over.
 * The profile's moment is the recommender's, or the newest order's if that is later.
 */
export function profileWith(recommender: Recommender, customer: CustomerId, orders: readonly NewOrder[]): Profile {
  const { customerNumber, itemNumber } = warm(recommender);
  const { history } = recommender;
  const number = customerNumber.get(customer);
  const known = number === undefined ? unknown(history.asOf) : profileOf(history, number);
  if (orders.length === 0) return known;
  const firstBasket = (known.basket.at(-1) ?? -1) + 1;
  const rows = [...orders]
    .sort((a, b) => a.time.getTime() - b.time.getTime())
    .flatMap(({ time, lines }, index) =>
      lines.flatMap(({ product_id, quantity = Number.NaN, price = Number.NaN }) => {
        const item = itemNumber.get(product_id);
        return item === undefined ? [] : [{ item, time: time.getTime(), basket: firstBasket + index, quantity, price }];
      }),
    );
  return {
    asOf: Math.max(known.asOf, ...rows.map(({ time }) => time)),
    ...(number === undefined ? {} : { customer: number }),
    item: Int32Array.from([...known.item, ...rows.map(({ item }) => item)]),
    time: Float64Array.from([...known.time, ...rows.map(({ time }) => time)]),
    basket: Int32Array.from([...known.basket, ...rows.map(({ basket }) => basket)]),
    quantity: Float32Array.from([...known.quantity, ...rows.map(({ quantity }) => quantity)]),
    price: Float32Array.from([...known.price, ...rows.map(({ price }) => price)]),
    signals: {
      item: Int32Array.from([...known.signals.item, ...rows.map(({ item }) => item)]),
      time: Float64Array.from([...known.signals.time, ...rows.map(({ time }) => time)]),
      weight: Float32Array.from([...known.signals.weight, ...rows.map(() => 1)]),
    },
  };
}

function unknown(asOf: number): Profile {
  return {
    asOf,
    item: new Int32Array(0),
    time: new Float64Array(0),
    basket: new Int32Array(0),
    quantity: new Float32Array(0),
    price: new Float32Array(0),
    signals: { item: new Int32Array(0), time: new Float64Array(0), weight: new Float32Array(0) },
  };
}
