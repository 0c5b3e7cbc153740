/** The indices of the `count` best scores above −Infinity, best first; of equal scores the lower index. */
export function best(scores: ArrayLike<number>, count: number): number[] {
  const most = Math.min(count, scores.length);
  // A heap whose worst stands at 0.
  const heap: Heap = { score: new Float64Array(most), index: new Int32Array(most), size: 0 };
  // Of equal scores the earlier stays, so whatever comes later must be above the least that is kept.
  let least = most > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index]!;
    if (!(score > least)) continue;
    if (heap.size < most) rise(heap, score, index);
    else sink(heap, score, index);
    if (heap.size === most) least = heap.score[0]!;
  }
  const ranked: number[] = new Array(heap.size);
  while (heap.size > 0) {
    const last = heap.size - 1;
    ranked[last] = heap.index[0]!;
    heap.size = last;
    sink(heap, heap.score[last]!, heap.index[last]!);
  }
  return ranked;
}

interface Heap {
  readonly score: Float64Array;
  readonly index: Int32Array;
  size: number;
}

function worse(score: number, index: number, thanScore: number, thanIndex: number): boolean {
  return score < thanScore || (score === thanScore && index > thanIndex);
}

/** Puts one more in. */
function rise(heap: Heap, newScore: number, newIndex: number): void {
  const { score, index } = heap;
  let at = heap.size++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!worse(newScore, newIndex, score[parent]!, index[parent]!)) break;
    score[at] = score[parent]!;
    index[at] = index[parent]!;
    at = parent;
  }
  score[at] = newScore;
  index[at] = newIndex;
}

/** Puts one in the place of the worst. */
function sink(heap: Heap, newScore: number, newIndex: number): void {
  const { score, index, size } = heap;
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && worse(score[child + 1]!, index[child + 1]!, score[child]!, index[child]!)) child++;
    if (!worse(score[child]!, index[child]!, newScore, newIndex)) break;
    score[at] = score[child]!;
    index[at] = index[child]!;
    at = child;
  }
  score[at] = newScore;
  index[at] = newIndex;
}

/** The value that `count` − 1 of the values are larger than or equal to, by Hoare's quickselect; the values, of which there must be that many, are rearranged. */
export function nthLargest(values: Float64Array, count: number): number {
  const place = count - 1;
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left]! > pivot) left++;
      while (values[right]! < pivot) right--;
      if (left > right) break;
      const kept = values[left]!;
      values[left++] = values[right]!;
      values[right--] = kept;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place]!;
}
