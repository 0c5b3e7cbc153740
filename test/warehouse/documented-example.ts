import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(import.meta.dirname, '../../docs/data-formats.md'), 'utf8');

/** The example that docs/data-formats.md shows under a heading. */
export function documentedExample(heading: string): string {
  const [, section] = page.split(`### ${heading}\n`);
  const block = section?.match(/```\w+\n(.*?)```/s)?.[1];
  assert.ok(block, `docs/data-formats.md has an example under “${heading}”`);
  return block;
}
