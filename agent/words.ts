import { type Language, type LanguageRules, languages, type MailTemplate, type MailWords } from '../retention/index.ts';
import { loadPrompt, type PromptFile, section } from './prompt.ts';

/** All words that mails are made of and checked against, read once from prompts/. */
export interface Words {
  /** The first of these templates that there is; one of them must be general. */
  readonly template: (names: readonly string[], language: Language) => MailTemplate;
  /** What a model is told about why the mail is written, by the first of these templates that has words of its own. */
  readonly occasion: (names: readonly string[]) => string;
  readonly mail: Readonly<Record<Language, MailWords>>;
  readonly rules: Readonly<Record<Language, LanguageRules>>;
  /** What a model is asked. */
  readonly prompts: { readonly draft: PromptFile; readonly revision: PromptFile; readonly placeholders: PromptFile };
}

const generalTemplate = 'general';

/** Reads the templates of those names, where there are any, and the rules of every language. A missing or malformed file is an error here, not in mid-run. */
export function loadWords(names: readonly string[]): Words {
  const occasions = loadPrompt('occasions');
  const templates = new Map<string, MailTemplate>();
  for (const language of languages) {
    for (const name of new Set([generalTemplate, ...names])) {
      const template = loadTemplate(name, language);
      if (template) templates.set(`${name}.${language}`, template);
    }
  }
  return {
    template(names, language) {
      const known = names.find((name) => templates.has(`${name}.${language}`)) ?? generalTemplate;
      return templates.get(`${known}.${language}`)!;
    },
    occasion(names) {
      return section(occasions, names.find((name) => occasions.sections.has(name)) ?? generalTemplate);
    },
    mail: eachLanguage(loadMailWords),
    rules: eachLanguage(loadRules),
    prompts: {
      draft: loadPrompt('draft'),
      revision: loadPrompt('draft_revision'),
      placeholders: loadPrompt('placeholders'),
    },
  };
}

function eachLanguage<T>(load: (language: Language) => T): Record<Language, T> {
  return Object.fromEntries(languages.map((language) => [language, load(language)])) as Record<Language, T>;
}

function loadTemplate(name: string, language: Language): MailTemplate | undefined {
  let file: PromptFile;
  try {
    file = loadPrompt(`templates/${name}.${language}`);
  } catch (error) {
    if (name !== generalTemplate && /^there is no prompt/.test((error as Error).message)) return undefined;
    throw error;
  }
  const lines = (text: string) => text.split('\n').map((line) => line.trim());
  return {
    name: file.name,
    version: file.version,
    subject: lines(section(file, 'subject')),
    preheader: lines(section(file, 'preheader')),
    paragraphs: section(file, 'paragraphs')
      .split(/\n\s*\n/)
      .map(lines),
  };
}

function loadMailWords(language: Language): MailWords {
  const file = loadPrompt(`templates/mail.${language}`);
  const words = (name: Exclude<keyof MailWords, 'version' | 'language'>) => section(file, name);
  return {
    language,
    version: file.version,
    offer_percentage: words('offer_percentage'),
    offer_amount: words('offer_amount'),
    offer_amount_minimum: words('offer_amount_minimum'),
    offer_free_shipping: words('offer_free_shipping'),
    offer_points: words('offer_points'),
    offer_gift: words('offer_gift'),
    offer_with_minimum: words('offer_with_minimum'),
    code: words('code'),
    valid_until: words('valid_until'),
    valid_until_alone: words('valid_until_alone'),
    products: words('products'),
    visit: words('visit'),
    reason: words('reason'),
    unsubscribe: words('unsubscribe'),
  };
}

function loadRules(language: Language): LanguageRules {
  const file = loadPrompt(`language/${language}`);
  const list = (name: string, separator: RegExp) =>
    (file.sections.get(name) ?? '')
      .toLowerCase()
      .split(separator)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  return {
    language,
    name: String(file.about.name),
    vocabulary: new Set(list('vocabulary', /\s+/)),
    numbers: list('numbers', /\s+/),
    idioms: list('idioms', /\n/),
    claims: list('claims', /\n/),
    claimsWithoutOffer: list('claims_without_offer', /\n/),
    greetings: list('greetings', /\s+/),
    titles: list('titles', /\s+/),
    greeted: list('greeted', /\s+/),
    surnames: list('surnames', /\s+/),
  };
}
