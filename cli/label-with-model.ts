import type { z } from 'zod';
import { createModel, fillPrompt, loadPrompt, section } from '../agent/index.ts';
import { seededRandom, UserError } from '../config/index.ts';
import type { AspectReader, Labeller } from '../sentiment/index.ts';
import type { Context } from './command.ts';

type Asked = Pick<Context, 'config' | 'clock'>;

/** The configured language model as a labeller of texts. Throws a UserError when none is configured. */
export function modelLabeller(context: Asked): Labeller {
  const { name, controls, ask } = asker(context, 'sentiment', '--accuracy');
  return {
    name,
    controls,
    ask: ({ labels, texts, schema }) => ask({ labels: labels.join(', '), texts }, schema),
  };
}

/** The configured language model as a finder of aspects. Throws a UserError when none is configured. */
export function modelAspectReader(context: Asked): AspectReader {
  const { name, controls, ask } = asker(context, 'aspects', '--tokens');
  return {
    name,
    controls,
    ask: ({ aspects, texts, schema }) => ask({ aspects: aspects.join(', '), texts }, schema),
  };
}

function asker({ config, clock }: Asked, name: 'sentiment' | 'aspects', option: string) {
  if (!config.model) {
    throw new UserError(
      `there is no language model to ask: set OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL, or leave ${option} out`,
    );
  }
  const model = createModel(config.model, { random: seededRandom(config.seed), clock });
  const prompt = loadPrompt(name);
  const judged = loadPrompt('sentiment');
  const lines = (heading: string) => section(judged, heading).split('\n').filter(Boolean);
  return {
    name: `${model.name} ${prompt.version}`,
    controls: {
      negative: { en: lines('negative en'), zh: lines('negative zh') },
      positive: { en: lines('positive en'), zh: lines('positive zh') },
    },
    ask: <Reply>(inputs: Readonly<Record<string, string>>, schema: z.ZodType<Reply>) =>
      model.ask({
        name,
        messages: [
          { role: 'system', content: fillPrompt(prompt, 'system', inputs) },
          { role: 'user', content: fillPrompt(prompt, 'user', inputs) },
        ],
        schema,
      }),
  };
}
