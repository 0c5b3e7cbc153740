const last = new WeakMap<object, Promise<unknown>>();

/** Runs `work` when all work that was asked for earlier on the same `place` has ended, well or badly. */
export function inTurn<T>(place: object, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(place) ?? Promise.resolve()).then(work, work);
  last.set(
    place,
    turn.catch(() => {}),
  );
  return turn;
}
