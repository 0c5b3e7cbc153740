/** Stems of numbers that regulators keep for films and books, and never give to anybody. The last digits follow. */
const fictional = {
  // Ofcom, “Telephone numbers for use in TV and radio drama programmes”: a thousand each.
  british: [
    '+447700900',
    '+442079460',
    '+441134960',
    '+441144960',
    '+441154960',
    '+441164960',
    '+441174960',
    '+441214960',
    '+441314960',
    '+441414960',
    '+441514960',
    '+441614960',
  ],
  // North American Numbering Plan: 555-0100 to 555-0199 in every area code.
  american: [
    '212',
    '213',
    '303',
    '305',
    '312',
    '404',
    '415',
    '503',
    '512',
    '602',
    '617',
    '702',
    '713',
    '773',
    '808',
    '919',
  ].map((area) => `+1${area}55501`),
} as const;

/** Room of a stem: as many numbers as its open digits allow. */
const room = { british: 1000, american: 100 } as const;

/** The n-th number of a country's fictional ranges, each given once; empty when they are used up or the country has none here. */
export function fictionalPhone(country: string, index: number): string {
  if (country !== 'british' && country !== 'american') return '';
  const size = room[country];
  const stem = fictional[country][Math.floor(index / size)];
  return stem === undefined ? '' : `${stem}${String(index % size).padStart(String(size - 1).length, '0')}`;
}
