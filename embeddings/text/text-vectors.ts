import { loadArtifact, type Product, type ProductId, publishArtifact } from '../../warehouse/index.ts';
import { type Arrays, packArrays, unpackArrays } from '../vectors/packed-arrays.ts';
import { hashedDimensions, hashedVectors } from './hashed.ts';
import { productText } from './product-text.ts';

/** Vectors of products' words, products × dimensions, of length 1; zeros where a product has no words. */
export interface TextVectors {
  readonly ids: readonly ProductId[];
  readonly dimensions: number;
  readonly values: Float32Array;
}

/** How texts become vectors: texts × dimensions, zeros for an empty text. */
export type Embed = (texts: readonly string[]) => Promise<{ dimensions: number; values: Float32Array }>;

/** Without a model: what is written alike is close. */
export function hashedEmbedding(seed: number): Embed {
  return async (texts) => ({ dimensions: hashedDimensions, values: hashedVectors(texts, seed) });
}

/** The vectors of the products' words; `captions` say what their pictures show. */
export async function textVectorsOf(
  products: readonly Product[],
  captions: ReadonlyMap<ProductId, string>,
  embed: Embed,
): Promise<TextVectors> {
  const embedded = await embed(products.map((product) => productText(product, captions.get(product.productId))));
  return { ids: products.map(({ productId }) => productId), ...embedded };
}

const name = 'text-vectors';

/** Keeps the vectors under `dataDir/models/text-vectors`, whole or not at all. */
export function saveTextVectors({ ids, dimensions, values }: TextVectors, dataDir: string): void {
  const files = new Map<string, Uint8Array | string>([
    ['products.json', JSON.stringify({ ids, dimensions })],
    ['vectors.bin', packArrays({ values } satisfies Arrays)],
  ]);
  publishArtifact(dataDir, name, files);
}

/** The vectors that were kept last; undefined when there are none. */
export function loadTextVectors(dataDir: string): TextVectors | undefined {
  const artifact = loadArtifact(dataDir, name);
  if (!artifact) return undefined;
  const { ids, dimensions } = JSON.parse(String(artifact.files.get('products.json'))) as Omit<TextVectors, 'values'>;
  return { ids, dimensions, values: unpackArrays(artifact.files.get('vectors.bin')!).values as Float32Array };
}
