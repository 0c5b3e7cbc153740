import type { CustomerFacts, LanguageRules, PlaceholderValues, RiskReason, ShownProduct } from '../retention/index.ts';
import type { Message } from './model.ts';
import { fillPrompt, section } from './prompt.ts';
import type { Words } from './words.ts';

/** All that a model learns about a customer: a situation, a mood, and the titles to be named by placeholder. No id, no name, no address, no number. */
export interface FactSheet {
  readonly action: string;
  readonly situation: RiskReason['kind'];
  readonly mood: 'negative' | 'neutral' | 'positive' | 'unknown';
  readonly products: readonly { readonly placeholder: string; readonly title: string }[];
}

/** The closed fact sheet. */
export function factSheet(given: {
  readonly action: string;
  readonly reason: RiskReason;
  readonly facts: CustomerFacts;
  readonly products: readonly ShownProduct[];
}): FactSheet {
  return {
    action: given.action,
    situation: given.reason.kind,
    mood: given.facts.feeling?.label ?? 'unknown',
    products: given.products.map((product, index) => ({
      placeholder: `{{product_${index + 1}}}`,
      title: withoutNumbersOfPeople(product.title),
    })),
  };
}

/** What a model is told to write a draft from. */
export interface DraftQuestion {
  readonly sheet: FactSheet;
  /** Which placeholders there are. */
  readonly values: PlaceholderValues;
  readonly rules: LanguageRules;
  /** Why the mail is written. */
  readonly occasion: string;
  readonly brandVoice: string;
  /** People's reasons against earlier drafts of the kind. */
  readonly rejections: readonly string[];
}

/** What the model is asked. */
export function askForDraft({ draft, placeholders: meanings }: Words['prompts'], given: DraftQuestion): Message[] {
  const { rejections } = given;
  const placeholders = Object.entries(given.values)
    .filter(([, value]) => value !== null)
    .map(([name]) => `{{${name}}}: ${section(meanings, name.startsWith('product_') ? 'product' : name)}`)
    .join('\n');
  const inputs = {
    occasion: given.occasion,
    brand_voice: given.brandVoice,
    language: given.rules.name,
    placeholders,
    facts: JSON.stringify(given.sheet, null, 2),
    rejections: rejections.length === 0 ? '- none so far' : rejections.map((reason) => `- ${reason}`).join('\n'),
  };
  return [
    { role: 'system', content: fillPrompt(draft, 'system', inputs) },
    { role: 'user', content: fillPrompt(draft, 'user', inputs) },
  ];
}

/** What the model is told about a reply that was refused. */
export function askForRevision({ revision }: Words['prompts'], reply: string, verdicts: readonly string[]): Message {
  const inputs = { reply: reply.slice(0, 4000), verdicts: verdicts.map((verdict) => `- ${verdict}`).join('\n') };
  return { role: 'user', content: fillPrompt(revision, 'user', inputs) };
}

/** A title is a shop's text and may hold anything; what looks like a phone or card number stays here. (Addresses were removed when it was cleaned.) */
function withoutNumbersOfPeople(title: string): string {
  return title.replace(/\+?\d[\d\s().-]{5,}\d/g, '…');
}
