import { createModel, fillPrompt, loadPrompt, section } from '../agent/index.ts';
import { seededRandom, UserError } from '../config/index.ts';
import type { Labeller } from '../sentiment/index.ts';
import type { Context } from './command.ts';

/** The configured language model as a labeller of texts. Throws a UserError when none is configured. */
export function modelLabeller({ config, clock }: Pick<Context, 'config' | 'clock'>): Labeller {
  if (!config.model) {
    throw new UserError(
      'there is no language model to ask: set OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL, or leave --accuracy out',
    );
  }
  const model = createModel(config.model, { random: seededRandom(config.seed), clock });
  const prompt = loadPrompt('sentiment');
  const lines = (heading: string) => section(prompt, heading).split('\n').filter(Boolean);
  return {
    name: `${model.name} ${prompt.version}`,
    controls: {
      negative: { en: lines('negative en'), zh: lines('negative zh') },
      positive: { en: lines('positive en'), zh: lines('positive zh') },
    },
    ask: ({ labels, texts, schema }) => {
      const inputs = { labels: labels.join(', '), texts };
      return model.ask({
        name: 'sentiment',
        messages: [
          { role: 'system', content: fillPrompt(prompt, 'system', inputs) },
          { role: 'user', content: fillPrompt(prompt, 'user', inputs) },
        ],
        schema,
      });
    },
  };
}
