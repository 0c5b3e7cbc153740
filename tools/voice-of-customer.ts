import { z } from 'zod';
import { defineTool } from './tool.ts';

const mostAspects = 10;
const mostDefects = 10;

const Change = z.strictObject({
  time: z.iso.datetime({ offset: true }),
  before: z.number(),
  after: z.number(),
  p_value: z.number(),
});

export const voiceOfCustomer = defineTool({
  name: 'voice_of_customer',
  title: 'Voice of the customer',
  description:
    'What customers praise and blame in reviews and messages to support, of the whole shop or of one product: shares by aspect, where they changed, and products with a defect signal. Counts alone, never their words. null for a product that nobody wrote of.',
  input: z.strictObject({ product_id: z.string().min(1).max(200).optional() }),
  output: z
    .strictObject({
      texts: z.int().min(0),
      share_negative: z.number().min(0).max(1),
      aspects: z.array(
        z.strictObject({
          aspect: z.string(),
          texts: z.int(),
          negative: z.int(),
          share_negative: z.number(),
          change: Change.nullable(),
        }),
      ),
      defects: z.array(Change.extend({ product_id: z.string(), aspect: z.string() })),
    })
    .nullable(),
  capability: 'read_aggregates',
  surfaces: ['ask'],
  async run({ product_id }, ports) {
    const voice = await ports.voice();
    const heard = product_id === undefined ? voice : voice.products.find((one) => one.product_id === product_id);
    if (heard === undefined) return null;
    return {
      texts: heard.texts,
      share_negative: heard.share_negative,
      aspects: heard.aspects.slice(0, mostAspects).map(({ aspect, texts, negative, share_negative, change }) => ({
        aspect,
        texts,
        negative,
        share_negative,
        change: change && changeOf(change),
      })),
      defects: voice.defects
        .filter((defect) => product_id === undefined || defect.product_id === product_id)
        .slice(0, mostDefects)
        .map((defect) => ({ product_id: defect.product_id, aspect: defect.aspect, ...changeOf(defect) })),
    };
  },
});

function changeOf({ time, before, after, p_value }: z.infer<typeof Change>): z.infer<typeof Change> {
  return { time, before, after, p_value };
}
