import { createHash } from 'node:crypto';
import { type Random, shuffle } from '../config/index.ts';
import { contentHash } from './content-hash.ts';
import type { Draft } from './draft.ts';
import { listDrafts } from './drafts.ts';
import type { Store } from './store.ts';

/** Some of a campaign's waiting drafts, to judge all of them by. */
export interface Sample {
  readonly drafts: readonly Draft[];
  /** How many drafts it stands for. */
  readonly of: number;
  /** Stands for every byte of all of them: when one is edited, decided on or added, it is another. */
  readonly code: string;
}

const codeLength = 16;

/**
 * Draws `size` drafts of those that wait in a campaign: of every kind (action, variant, language, offer, who wrote it) at least one as far as they go, the rest by lot.
 */
export function sampleDrafts(
  store: Store,
  given: { readonly campaign: string; readonly size: number; readonly random: Random },
): Sample {
  const waiting = listDrafts(store, { campaign: given.campaign, status: 'waiting' });
  const drawn = shuffle(waiting, given.random);
  const kinds = new Map<string, Draft>();
  for (const draft of drawn) if (!kinds.has(kindOf(draft))) kinds.set(kindOf(draft), draft);
  const drafts = [...new Set([...kinds.values(), ...drawn])].slice(0, given.size);
  return { drafts, of: waiting.length, code: sampleCode(waiting) };
}

/** The code of a campaign's waiting drafts. */
export function sampleCode(drafts: readonly Draft[]): string {
  const hashes = drafts.map(contentHash).sort();
  return createHash('sha256').update(hashes.join('')).digest('hex').slice(0, codeLength);
}

const kindOf = ({ plan, authorship }: Draft): string =>
  JSON.stringify([plan.action, plan.variant ?? null, plan.language, plan.offer.name, authorship.written_by]);
