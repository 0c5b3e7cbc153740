import OpenAI from 'openai';
import type { Product, ProductId } from '../../warehouse/index.ts';
import type { EndpointSettings } from './endpoint.ts';
import { openTextCache } from './text-cache.ts';

const question =
  'Name the product in this picture and what can be seen of its kind, colour, material and pattern, in at most 30 words.';
const longestCaption = 300;
const retries = 3;
/** An endpoint that refuses so many pictures in a row, and none was ever taken, has no eyes. */
const blindAfter = 3;

/**
 * What the products' pictures show, in words, by a model with eyes behind an OpenAI-compatible `/chat/completions`; the picture's address is sent, and the endpoint fetches it. Each picture is asked about once in its life: captions are
 * kept under `dataDir/cache`. A picture that is refused has no caption; an endpoint that can't see, or stays away, leaves those that are known. Nothing is thrown: captions are worth less than a training.
 */
export async function captionsOf(
  products: readonly Product[],
  settings: EndpointSettings,
  dataDir: string,
): Promise<Map<ProductId, string>> {
  const client = new OpenAI({
    baseURL: settings.baseUrl,
    apiKey: settings.apiKey ?? 'none',
    maxRetries: retries,
    timeout: 1000 * settings.timeoutSeconds,
  });
  const cache = openTextCache(dataDir, `captions ${settings.baseUrl} ${settings.model}`);
  const captions = new Map<ProductId, string>();
  let refusedInARow = 0;
  let away = false;
  for (const { productId, imageUrl } of products) {
    if (!imageUrl) continue;
    let caption = cache.get(imageUrl);
    if (caption === undefined && !away && refusedInARow < blindAfter) {
      try {
        caption = await captionOf(client, settings.model, imageUrl);
        cache.add([[imageUrl, caption]]);
        refusedInARow = 0;
      } catch (error) {
        const refused = error instanceof OpenAI.APIError && error.status !== undefined && error.status < 500;
        if (refused) refusedInARow++;
        else away = true;
      }
    }
    if (caption) captions.set(productId, caption);
  }
  return captions;
}

async function captionOf(client: OpenAI, model: string, imageUrl: string): Promise<string> {
  const { choices } = await client.chat.completions.create({
    model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: question },
          { type: 'image_url', image_url: { url: imageUrl } },
        ],
      },
    ],
  });
  return (choices?.[0]?.message.content ?? '').trim().slice(0, longestCaption);
}
