/** How long work reports itself: `done` of `total` units, and what a unit is (`rows`, `epochs`, `customers`). The caller decides whether and how it is shown. */
export type Progress = (done: number, total: number, unit: string) => void;

/** For callers who do not watch. */
export const silent: Progress = () => {};
