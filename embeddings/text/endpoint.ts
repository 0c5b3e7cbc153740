import OpenAI from 'openai';
import { UserError } from '../../config/index.ts';
import { normalise } from './hashed.ts';
import { openTextCache, type TextCache } from './text-cache.ts';
import type { Embed } from './text-vectors.ts';

export interface EndpointSettings {
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** An answer that takes longer counts as none. */
  readonly timeoutSeconds: number;
}

const textsARequest = 64;
/** Endpoints cut or refuse longer ones; a title and the beginning of a description tell what a product is. */
const longestText = 2000;
/** Times that a request is made again after 408, 409, 429, 5xx or no answer, with pauses that grow, or as long as the endpoint asks for. */
const retries = 5;
/** A mean over fewer is no centre. */
const fewestToCentre = 10;

/**
 * Text vectors from an OpenAI-compatible `/embeddings`. Each text is asked for once in its life: answers are kept under `dataDir/cache`, batch by batch, so that a run that was
 * cut off goes on where it stopped. The vectors are centred, because models give all texts of a shop much the same direction, and scaled to length 1.
 * Throws a UserError when the endpoint stays away, refuses, or answers with another number of vectors or other dimensions than before.
 */
export function endpointEmbedding(settings: EndpointSettings, dataDir: string): Embed {
  const client = new OpenAI({
    baseURL: settings.baseUrl,
    apiKey: settings.apiKey ?? 'none',
    maxRetries: retries,
    timeout: 1000 * settings.timeoutSeconds,
  });
  return async (texts) => {
    const cache = openTextCache(dataDir, `${settings.baseUrl} ${settings.model}`);
    const asked = texts.map((text) => text.slice(0, longestText));
    const missing = [...new Set(asked)].filter((text) => text !== '' && cache.get(text) === undefined);
    for (let from = 0; from < missing.length; from += textsARequest) {
      await fetchInto(cache, client, settings, missing.slice(from, from + textsARequest));
    }
    return gathered(asked, cache, settings);
  };
}

async function fetchInto(cache: TextCache, client: OpenAI, settings: EndpointSettings, texts: string[]): Promise<void> {
  const where = `the embeddings endpoint ${settings.baseUrl} (${settings.model})`;
  const { data } = await client.embeddings
    .create({ model: settings.model, input: texts, encoding_format: 'float' })
    .catch((error: unknown) => {
      throw new UserError(
        `${where} does not give vectors: ${error instanceof Error ? error.message : String(error)}. What it gave so far is kept; run the same again when it is back, or set EMBEDDINGS_BASE_URL, EMBEDDINGS_API_KEY and EMBEDDINGS_MODEL`,
        { cause: error },
      );
    });
  const byIndex = new Map((data ?? []).map(({ index, embedding }) => [index, embedding]));
  if (byIndex.size !== texts.length || data.length !== texts.length) {
    throw new UserError(`${where} gave ${data?.length ?? 0} vectors for ${texts.length} texts: it can't be used`);
  }
  const vectors = texts.map((_, index) =>
    Float32Array.from(byIndex.get(index) ?? [], (value: unknown) => (typeof value === 'number' ? value : Number.NaN)),
  );
  const dimensions = vectors[0]!.length;
  const odd = vectors.find((vector) => vector.length !== dimensions || !vector.every(Number.isFinite));
  if (dimensions === 0 || odd) {
    throw new UserError(
      `${where} gave a vector of ${odd?.length ?? 0} numbers beside one of ${dimensions}, or no numbers: it can't be used`,
    );
  }
  cache.add(texts.map((text, index) => [text, Buffer.from(vectors[index]!.buffer).toString('base64')] as const));
}

function gathered(
  texts: readonly string[],
  cache: TextCache,
  settings: EndpointSettings,
): { dimensions: number; values: Float32Array } {
  const rows = texts.map((text) => (text === '' ? undefined : floatsFrom(cache.get(text)!)));
  const dimensions = rows.find((row) => row)?.length ?? 1;
  const values = new Float32Array(texts.length * dimensions);
  const mean = new Float64Array(dimensions);
  const known = rows.filter((row) => row !== undefined);
  for (const row of known) {
    if (row.length !== dimensions) {
      throw new UserError(
        `${settings.model} gave vectors of ${row.length} dimensions and, for other texts, of ${dimensions}: give the new model another name, or delete the cache folder of the data folder`,
      );
    }
    if (known.length >= fewestToCentre) for (let k = 0; k < dimensions; k++) mean[k]! += row[k]! / known.length;
  }
  rows.forEach((row, index) => {
    if (!row) return;
    const vector = values.subarray(index * dimensions, (index + 1) * dimensions);
    for (let k = 0; k < dimensions; k++) vector[k] = row[k]! - mean[k]!;
    normalise(vector);
  });
  return { dimensions, values };
}

function floatsFrom(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}
