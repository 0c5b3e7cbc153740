const quoted = /'[^']*'|"[^"]*"|`[^`]*`|“[^”]*”|‘[^’]*’/gu;
const plainWord = /^\(?([a-z]{1,20}|Error)\)?[.,:;]?$/;

/**
 * The message of an error that nobody foresaw, without what may be a customer's or a secret: what is quoted, and every word that is not in small Latin letters alone (names, addresses, numbers, codes, keys, paths) become an ellipsis.
 * Whoever wrote the message did not know who would read it; where it happened is told by the stack.
 */
export function withoutValues(message: string): string {
  const words = message
    .replace(quoted, ' … ')
    .split(/\s+/)
    .map((word) => (plainWord.test(word) ? word : '…'));
  return words.filter((word, index) => word !== '…' || words[index - 1] !== '…').join(' ');
}
