import { type Language, type LanguageRules, languages, type MailTemplate, type MailWords } from '../retention/index.ts';
import { loadPrompt, type PromptFile, section } from './prompt.ts';

/** All words that mails are made of and checked against, read once from prompts/. */
export interface Words {
  /** The template for an action, or the general one. */
  readonly template: (action: string, language: Language) => MailTemplate;
  readonly mail: Readonly<Record<Language, MailWords>>;
  readonly rules: Readonly<Record<Language, LanguageRules>>;
  /** What a model is asked. */
  readonly prompts: { readonly draft: PromptFile; readonly revision: PromptFile; readonly placeholders: PromptFile };
}

const generalTemplate = 'general';

/** Reads the templates of the policy's actions and the rules of every language. A missing or malformed file is an error here, not in mid-run. */
export function loadWords(actions: readonly string[]): Words {
  const templates = new Map<string, MailTemplate>();
  for (const language of languages) {
    for (const action of [generalTemplate, ...actions]) {
      const template = loadTemplate(action, language);
      if (template) templates.set(`${action}.${language}`, template);
    }
  }
  return {
    template: (action, language) =>
      templates.get(`${action}.${language}`) ?? templates.get(`${generalTemplate}.${language}`)!,
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

function loadTemplate(action: string, language: Language): MailTemplate | undefined {
  let file: PromptFile;
  try {
    file = loadPrompt(`templates/${action}.${language}`);
  } catch (error) {
    if (action !== generalTemplate && /^there is no prompt/.test((error as Error).message)) return undefined;
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
  const words = (name: Exclude<keyof MailWords, 'version'>) => section(file, name);
  return {
    version: file.version,
    offer_percentage: words('offer_percentage'),
    offer_amount: words('offer_amount'),
    offer_amount_minimum: words('offer_amount_minimum'),
    code: words('code'),
    valid_until: words('valid_until'),
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
