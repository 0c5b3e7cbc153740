/** Characters that nobody sees but that change what is read: control, bidi, zero-width, variation selectors, tags, private use, unpaired surrogates. */
export const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\u2800]/gu;

/** An address that a mail program would turn into a link by itself. */
const address = /(?:[a-z][a-z0-9+.-]*:\/\/|www\.|mailto:|javascript:|data:)\S*|\S+@\S+/giu;
/** A dot that would make a host name of the words around it (evil.com, but Dr.Martens too): a space behind it ends that. */
const hostDot = /(?<=[\p{L}\p{N}])\.(?=\p{L}{2})/gu;

/** What shops' exports leave in titles. Decoded first, so that markup spelt with them is markup to what follows. */
const entities = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }));

/**
 * Text from a shop's files, made fit to stand in a mail: one line, nothing invisible, no addresses, no markup of HTML or markdown, no placeholder,
 * and not longer than `length` characters. What is left reads as it did.
 */
export function cleanText(text: string, length: number): string {
  const cleaned = text
    .slice(0, length * 20)
    .replace(/&(?:#0*39|([a-z]+));/g, (entity, name: string | undefined) =>
      name ? (entities.get(name) ?? entity) : "'",
    )
    .normalize('NFKC')
    .replace(/\s/gu, ' ')
    .replace(unseen, '')
    .replace(/<\/?[a-z!][^<>]*>/gi, ' ')
    .replace(address, '…')
    .replace(hostDot, '. ')
    .replace(/[<{[]/g, '(')
    .replace(/[>}\]]/g, ')')
    .replace(/[`´]/g, '’')
    .replace(/[*_~|\\#]+/g, ' ')
    .replace(/!\(/g, '(')
    .replace(/\s+/gu, ' ')
    .trim();
  // A letter may carry a few marks; a tower of them is an attack on the lines around it.
  const calm = cleaned.replace(/(\p{M}{3})\p{M}+/gu, '$1');
  const characters = [...calm];
  return characters.length <= length
    ? calm
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

const nameLength = 40;

/** A first name fit to greet with, or null: letters of any script, with the marks that stand inside names. Anything else in it, and nobody is greeted by it; some letters are invisible (Hangul fillers). */
export function cleanFirstName(name: string | null): string | null {
  const plain = name?.normalize('NFC').replace(/\s+/gu, ' ').trim() ?? '';
  const fits = /^\p{L}[\p{L}\p{M}'’ -]*\.?$/u.test(plain) && !/\p{M}{3}/u.test(plain) && plain.search(unseen) < 0;
  return fits && [...plain].length <= nameLength ? plain : null;
}
