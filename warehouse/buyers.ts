/** As the first of a query's tables: everybody with an order before `$before`, numbered as in `Orders.customers` read up to the same moment. */
export const buyersTable = `
  buyers AS (
    SELECT customer_id, (row_number() OVER (ORDER BY customer_id) - 1)::INTEGER AS customer
    FROM (SELECT DISTINCT customer_id FROM order_lines WHERE time < $before)
  )`;

/** Where each customer's rows begin once they are sorted by customer, from the customers' numbers in any order; the last number is the number of rows. */
export function offsetsOf(customer: ArrayLike<number>, customers: number): Int32Array {
  const offsets = new Int32Array(customers + 1);
  for (let row = 0; row < customer.length; row++) offsets[customer[row]! + 1]!++;
  for (let index = 0; index < customers; index++) offsets[index + 1]! += offsets[index]!;
  return offsets;
}
