declare module 'vader-sentiment' {
  export const SentimentIntensityAnalyzer: {
    /** `compound` lies between −1 and 1. */
    polarity_scores(text: string): { readonly compound: number };
  };
}
