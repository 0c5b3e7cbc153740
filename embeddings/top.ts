/** The indices of the `count` best scores above −Infinity, best first; of equal scores the lower index. */
export function best(scores: ArrayLike<number>, count: number): number[] {
  const heap: number[] = [];
  const worse = (a: number, b: number) => scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b);
  if (count === 0) return heap;
  // Of equal scores the earlier stays, so whatever comes later must be above the least that is kept.
  let least = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scores.length; index++) {
    if (!(scores[index]! > least)) continue;
    if (heap.length < count) {
      heap.push(index);
      rise(heap.length - 1);
    } else {
      heap[0] = index;
      sink();
    }
    if (heap.length === count) least = scores[heap[0]!]!;
  }
  return heap.sort((a, b) => (worse(b, a) ? -1 : 1));

  /** The worst of those kept stands at 0. */
  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!worse(heap[at]!, heap[parent]!)) return;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  function sink(): void {
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && worse(heap[child]!, heap[least]!)) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }
}
