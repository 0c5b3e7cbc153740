import type { Columns } from './columns.ts';
import type { Condition, Filter } from './store.ts';

/** The parts of the columns that filters look at, and each id's row. */
export interface FilteredColumns extends Pick<Columns, 'ids' | 'keywords' | 'numbers'> {
  readonly rowOf: ReadonlyMap<string, number>;
}

/** One bit a row, lowest first: the rows that satisfy all conditions. */
export function rowsWhere(columns: FilteredColumns, conditions: readonly Condition[]): Uint8Array {
  const kept = new Uint8Array(columns.ids.length).fill(1);
  for (const condition of conditions) keepWhere(columns, condition, kept);
  const bits = new Uint8Array(Math.ceil(kept.length / 8));
  for (let row = 0; row < kept.length; row++) bits[row >> 3]! |= kept[row]! << (row & 7);
  return bits;
}

function keepWhere(columns: FilteredColumns, condition: Condition, kept: Uint8Array): void {
  const { field } = condition;
  if ('in' in condition || 'notIn' in condition) {
    const { words, index } = columns.keywords.get(field)!;
    const listed = new Set('in' in condition ? condition.in : condition.notIn);
    const wanted = Uint8Array.from(words, (word) => Number(listed.has(word) === 'in' in condition));
    const unknown = Number('notIn' in condition);
    for (let row = 0; row < kept.length; row++) kept[row]! &= index[row]! < 0 ? unknown : wanted[index[row]!]!;
    return;
  }
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = condition;
  const values = columns.numbers.get(field)!;
  // NaN, a value that is not known, is in no range.
  for (let row = 0; row < kept.length; row++) kept[row]! &= Number(values[row]! >= atLeast && values[row]! <= atMost);
}

/** The rows of a bitmap that the filter's lists of ids leave; the bitmap itself where there are none. */
export function withIds(columns: FilteredColumns, bits: Uint8Array, { ids, withoutIds }: Filter): Uint8Array {
  let left = bits;
  if (ids) {
    left = new Uint8Array(bits.length);
    for (const row of rowsOf(columns, ids)) left[row >> 3]! |= bits[row >> 3]! & (1 << (row & 7));
  }
  if (withoutIds) {
    left = left.slice();
    for (const row of rowsOf(columns, withoutIds)) left[row >> 3]! &= ~(1 << (row & 7));
  }
  return left;
}

function* rowsOf({ rowOf }: FilteredColumns, ids: readonly string[]): Generator<number> {
  for (const id of ids) {
    const row = rowOf.get(id);
    if (row !== undefined) yield row;
  }
}

/** How many rows a bitmap keeps. */
export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest > 0; rest &= rest - 1) count++;
  return count;
}
