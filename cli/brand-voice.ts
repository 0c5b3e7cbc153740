import { readFileSync } from 'node:fs';
import { UserError } from '../config/index.ts';

const file = 'brand.md';
const longest = 4000;

/** How the shop speaks, from `brand.md` beside holdfast.yaml; undefined without the file. */
export function readBrandVoice(): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (text.length > longest)
    throw new UserError(`${file} has ${text.length} characters, and a model is told ${longest} at most: shorten it`);
  return text === '' ? undefined : text;
}
