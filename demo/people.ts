import type { Random } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { pick, streamOf, weightedIndex } from './draws.ts';
import { chineseFirstNames, chineseLastNames, firstNames, lastNames } from './names.ts';
import { fictionalPhone } from './phones.ts';
import type { CustomerIdentity } from './shop.ts';

interface Group {
  readonly names: keyof typeof firstNames | 'chinese';
  readonly locale: string;
  readonly share: number;
  readonly timeZone: string;
  readonly utcOffset: number;
}

/** Where the customers come from. The shop stands in London, and many of its Chinese customers live there. */
const groups: readonly Group[] = [
  { names: 'british', locale: 'en-GB', share: 0.46, timeZone: 'Europe/London', utcOffset: 0 },
  { names: 'chinese', locale: 'zh-CN', share: 0.24, timeZone: 'Asia/Shanghai', utcOffset: 8 },
  { names: 'chinese', locale: 'zh-CN', share: 0.08, timeZone: 'Europe/London', utcOffset: 0 },
  { names: 'american', locale: 'en-US', share: 0.06, timeZone: 'America/New_York', utcOffset: -5 },
  { names: 'american', locale: 'en-US', share: 0.03, timeZone: 'America/Los_Angeles', utcOffset: -8 },
  { names: 'german', locale: 'de-DE', share: 0.06, timeZone: 'Europe/Berlin', utcOffset: 1 },
  { names: 'french', locale: 'fr-FR', share: 0.05, timeZone: 'Europe/Paris', utcOffset: 1 },
  { names: 'spanish', locale: 'es-ES', share: 0.02, timeZone: 'Europe/Madrid', utcOffset: 1 },
];

/** Domains that belong to nobody (RFC 2606). */
const domains = ['example.com', 'example.org', 'example.net', 'post.example', 'mail.example'];

/** Invented people: names, addresses at example domains only, telephone numbers from fictional ranges only. */
export function buildPeople(seed: number, count: number): CustomerIdentity[] {
  const random = streamOf(seed, 2);
  const phonesGiven = new Map<string, number>();
  return Array.from({ length: count }, (_, index) => {
    const group =
      groups[
        weightedIndex(
          groups.map((each) => each.share),
          random,
        )
      ]!;
    const { firstName, lastName, latin } = nameOf(group, random);
    const number = phonesGiven.get(group.names) ?? 0;
    const phone = random() < 0.65 ? fictionalPhone(group.names, number) : '';
    if (phone !== '') phonesGiven.set(group.names, number + 1);
    return {
      customerId: `C${String(index + 1).padStart(5, '0')}` as CustomerId,
      email: `${latin}${index + 1}@${pick(domains, random)}`,
      phone,
      firstName,
      lastName,
      locale: group.locale,
      timeZone: group.timeZone,
      utcOffset: group.utcOffset,
      chinese: group.names === 'chinese',
    };
  });
}

function nameOf(group: Group, random: Random): { firstName: string; lastName: string; latin: string } {
  if (group.names === 'chinese') {
    const [firstName, first] = pick(chineseFirstNames, random);
    const [lastName, last] = pick(chineseLastNames, random);
    return { firstName, lastName, latin: `${last}.${first}` };
  }
  const firstName = pick<string>(firstNames[group.names], random);
  const lastName = pick<string>(lastNames[group.names], random);
  return { firstName, lastName, latin: `${plain(firstName)}.${plain(lastName)}` };
}

/** Latin letters without accents, as they stand in addresses. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}
