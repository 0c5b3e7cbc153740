/** What a review can speak about. */
export const aspects = ['delivery', 'quality', 'size', 'price', 'packaging', 'support'] as const;
export type Aspect = (typeof aspects)[number];

/** How a whole review sounds. */
export type Verdict = 'great' | 'good' | 'mixed' | 'poor' | 'awful';

/** The words of one language. Phrases are clauses in lower case without a full stop, in the notation of `phrase`; the slot is `{thing}`. */
export interface ReviewWords {
  readonly aspects: Readonly<Record<Aspect, { readonly good: readonly string[]; readonly bad: readonly string[] }>>;
  /** What is wrong with a broken or spoilt thing, apart from things that are merely not good. */
  readonly broken: readonly string[];
  /** What is wrong when a thing is not what one expected, apart from its size. */
  readonly unexpected: readonly string[];
  readonly verdicts: Readonly<Record<Verdict, readonly string[]>>;
  readonly titles: Readonly<Record<Verdict, readonly string[]>>;
  readonly closings: { readonly happy: readonly string[]; readonly unhappy: readonly string[] };
  /** Clauses without any judgement. */
  readonly contexts: readonly string[];
  /** Joins two clauses that point in opposite directions. Some fit only where the second is a complaint. */
  readonly contrasts: readonly {
    readonly before: string;
    readonly between: string;
    readonly complaintSecond: boolean;
  }[];
  readonly additions: readonly string[];
  readonly stop: string;
  readonly stopAfterShout: string;
}
