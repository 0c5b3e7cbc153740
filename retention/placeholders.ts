/** The values that a text's placeholders stand for; null for what there is none of (an offer, a first name). */
export type PlaceholderValues = Readonly<Record<string, string | null>>;

const placeholder = /\{\{([a-z][a-z0-9_]*)\}\}/g;

/** The names of the placeholders in a text, each once, in order of appearance. */
export function placeholdersIn(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map((match) => match[1]!))];
}

/** The text without its placeholders, each replaced by `filler`. */
export function withoutPlaceholders(text: string, filler: string): string {
  return text.replace(placeholder, filler);
}

/** The text with every placeholder replaced, in one pass, so that a value that looks like a placeholder stays as it is. Throws when a value is missing. */
export function fill(text: string, values: PlaceholderValues): string {
  return text.replace(placeholder, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === null)
      throw new Error(`there is no value for {{${name}}} in “${text.slice(0, 60)}”`);
    return value;
  });
}

/** Whether every placeholder of the text has a value. */
export function canFill(text: string, values: PlaceholderValues): boolean {
  return placeholdersIn(text).every((name) => Object.hasOwn(values, name) && values[name] !== null);
}
