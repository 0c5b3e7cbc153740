import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { fill, placeholdersIn } from '../retention/index.ts';

/** A file of words: its inputs declared on top, its text in sections. */
export interface PromptFile {
  readonly name: string;
  /** The file's fingerprint, kept with what was written from it. */
  readonly version: string;
  /** Everything that stands on top beside `inputs`. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
  /** Section heading → text, trimmed. */
  readonly sections: ReadonlyMap<string, string>;
}

const FrontMatter = z.looseObject({ inputs: z.record(z.string(), z.string()) });

/**
 * Loads `prompts/NAME.md`. The folder stands beside this one, in the repository as in the published package (dist/prompts), or there at the package's root.
 * Throws when a section uses an input that is not declared, or an input is declared that no section uses.
 */
export function loadPrompt(name: string): PromptFile {
  const file = [`../prompts/${name}.md`, `../../prompts/${name}.md`]
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  if (!file) throw new Error(`there is no prompt ${name}`);
  return parsePrompt(name, readFileSync(file, 'utf8'));
}

/** The prompt in a file's text. */
export function parsePrompt(name: string, text: string): PromptFile {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n'));
  if (!match) throw new Error(`the prompt ${name} does not begin with its inputs between two lines of ---`);
  const { inputs, ...about } = FrontMatter.parse(parse(match[1]!));
  const sections = new Map<string, string>();
  for (const part of `\n${match[2]}`.split(/\n# /).slice(1)) {
    const [heading, ...lines] = part.split('\n');
    sections.set(heading!.trim(), lines.join('\n').trim());
  }
  const declared = Object.keys(inputs);
  const used = placeholdersIn([...sections.values()].join('\n'));
  const wrong = used.filter((input) => !declared.includes(input));
  if (wrong.length > 0) throw new Error(`the prompt ${name} uses ${wrong.join(', ')} without declaring it`);
  const idle = declared.filter((input) => !used.includes(input));
  if (idle.length > 0) throw new Error(`the prompt ${name} declares ${idle.join(', ')} and does not use it`);
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { name, version, about, inputs: declared, sections };
}

/** A section's text. Throws when there is none of that name. */
export function section(prompt: PromptFile, heading: string): string {
  const text = prompt.sections.get(heading);
  if (text === undefined) throw new Error(`the prompt ${prompt.name} has no section “${heading}”`);
  return text;
}

/** A section with its inputs filled in. Every declared input must be given, and no other. */
export function fillPrompt(prompt: PromptFile, heading: string, inputs: Readonly<Record<string, string>>): string {
  const given = Object.keys(inputs);
  const unknown = given.filter((input) => !prompt.inputs.includes(input));
  if (unknown.length > 0) throw new Error(`the prompt ${prompt.name} takes no input ${unknown.join(', ')}`);
  const missing = prompt.inputs.filter((input) => !given.includes(input));
  if (missing.length > 0) throw new Error(`the prompt ${prompt.name} needs ${missing.join(', ')}`);
  return fill(section(prompt, heading), inputs);
}
