import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Config } from './schema.ts';
import { UserError } from './user-error.ts';
import { credentials } from './web-address.ts';

/** Environment variables that set a key of the configuration; they win over the file. */
const environmentKeys: Record<string, [string, string?]> = {
  HOLDFAST_DATA_DIR: ['data_dir'],
  OPENAI_BASE_URL: ['model', 'base_url'],
  OPENAI_API_KEY: ['model', 'api_key'],
  OPENAI_MODEL: ['model', 'name'],
  EMBEDDINGS_BASE_URL: ['embeddings', 'base_url'],
  EMBEDDINGS_API_KEY: ['embeddings', 'api_key'],
  EMBEDDINGS_MODEL: ['embeddings', 'name'],
  QDRANT_URL: ['vectors', 'url'],
  QDRANT_API_KEY: ['vectors', 'api_key'],
  HOLDFAST_SMTP_PASSWORD: ['delivery', 'smtp_password'],
  HOLDFAST_WEBHOOK_SECRET: ['delivery', 'webhook_secret'],
  HOLDFAST_EVENTS_SECRET: ['delivery', 'events_secret'],
};

/**
 * The configuration from a YAML file and the environment, defaults filled in.
 * A missing file is an error only when `path` was asked for by name (`required`).
 * Throws a UserError that names the key, what stands there and what would be accepted.
 */
export function loadConfig(path: string, required: boolean, environment: NodeJS.ProcessEnv): Config {
  const { settings, lineOf } = readSettings(path, required);
  for (const [variable, [section, key]] of Object.entries(environmentKeys)) {
    const value = environment[variable];
    if (!value) continue;
    if (key === undefined) settings[section] = value;
    else
      settings[section] = { ...((settings[section] as object | undefined) ?? sectionDefaults[section]), [key]: value };
  }
  // The name alone does not make an endpoint: without a key or an address there is no model to speak to.
  for (const endpoint of ['model', 'embeddings']) {
    const given = settings[endpoint];
    if (isSection(given) && !given.base_url && !given.api_key) delete settings[endpoint];
  }
  const parsed = Config.safeParse(settings);
  if (!parsed.success) throw new UserError(describe(parsed.error, settings, path, lineOf));
  return parsed.data;
}

const isSection = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

const sectionDefaults: Record<string, object> = { vectors: { store: 'qdrant' } };

/** The line of the file that a key stands on, or the nearest key above it that is written there; undefined when none is. */
type LineOf = (key: readonly PropertyKey[]) => number | undefined;

function readSettings(
  path: string,
  required: boolean,
): { readonly settings: Record<string, unknown>; readonly lineOf: LineOf } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !required)
      return { settings: {}, lineOf: () => undefined };
    throw new UserError(`the configuration ${path} cannot be read: ${(error as Error).message}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault) throw new UserError(`${path} is not valid YAML: ${fault.message.split('\n')[0]}`);
  const settings: unknown = document.toJS() ?? {};
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    throw new UserError(
      `${path} must hold keys and values, for example “data_dir: .holdfast”; it holds ${JSON.stringify(settings).slice(0, 60)}`,
    );
  }
  return { settings: settings as Record<string, unknown>, lineOf: (key) => lineIn(document, lines, key) };
}

function lineIn(document: Document, lines: LineCounter, key: readonly PropertyKey[]): number | undefined {
  for (let length = key.length; length > 0; length--) {
    const node = document.getIn(key.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function describe(error: z.ZodError, settings: unknown, path: string, lineOf: LineOf): string {
  const lines = error.issues.map((issue) => {
    const key = issue.path.join('.') || '(top level)';
    const value = issue.path.reduce<unknown>(
      (inside, step) => (inside as Record<PropertyKey, unknown> | undefined)?.[step],
      settings,
    );
    const got = shown(key, value);
    const line = lineOf(issue.path);
    return `${line === undefined ? '' : `line ${line}, `}${key}: ${issue.message}${value === undefined || issue.code === 'unrecognized_keys' ? '' : `; it is ${got?.slice(0, 80)}`}`;
  });
  return `the configuration (${path} and the environment) has ${lines.length === 1 ? 'a wrong setting' : `${lines.length} wrong settings`}: ${lines.join(' | ')}`;
}

const secretKey = /(api_key|password|secret)$/;
const sectionWithSecrets = /^(model|embeddings|vectors|delivery)$/;

/** What stands under a key, as JSON without its secrets: also where a key of the model stands in place of its settings, and where a password stands in an address. */
function shown(key: string, value: unknown): string | undefined {
  if (typeof value === 'string' && sectionWithSecrets.test(key)) return hidden;
  return JSON.stringify({ [key]: value }, (name, inside: unknown) => {
    if (name !== '' && secretKey.test(name)) return hidden;
    return typeof inside === 'string' ? inside.replace(credentials, '…@') : inside;
  }).slice(JSON.stringify(key).length + 2, -1);
}

const hidden = '(a secret, not shown)';
