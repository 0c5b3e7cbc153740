import type { Command } from 'commander';
import { addEvaluateAspects } from './evaluate-aspects.ts';
import { addEvaluateChurn } from './evaluate-churn.ts';
import { addEvaluateRecommend } from './evaluate-recommend.ts';
import { addEvaluateSentiment } from './evaluate-sentiment.ts';

export function addEvaluate(program: Command): void {
  const evaluate = program
    .command('evaluate')
    .description(
      'measure on any file how good the predictions are, in a temporary warehouse that leaves your own alone',
    );
  for (const add of [addEvaluateChurn, addEvaluateRecommend, addEvaluateSentiment, addEvaluateAspects]) add(evaluate);
}
