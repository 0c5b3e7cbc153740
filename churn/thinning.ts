/** So many customers tell what a shop is like: the numbers that models learn are few. */
export const enoughCustomers = 200_000;

/** 1 for all of so many, 2 for every second …: so that at most `most` are taken. */
export function oneIn(count: number, most: number): number {
  return Math.max(1, Math.ceil(count / most));
}
