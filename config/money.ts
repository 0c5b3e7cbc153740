/** Money that we give or spend, as a whole number of the currency's smallest unit (cents, pence, yen). */
export type Cents = number & { readonly unit: 'Cents' };

/** How many decimals a currency's smallest unit has by ISO 4217, as the runtime's own tables tell: GBP 2, JPY 0, KWD 3. */
export function decimalsOf(currency: string): number {
  let decimals = decimalsKnown.get(currency);
  if (decimals === undefined) {
    decimals = formatOf(currency, 'en').resolvedOptions().maximumFractionDigits ?? 2;
    decimalsKnown.set(currency, decimals);
  }
  return decimals;
}

const decimalsKnown = new Map<string, number>();

/** An amount in the currency's main unit (12.5 pounds) as a whole number of its smallest (1250), rounded half away from zero. */
export function toCents(amount: number, currency: string): Cents {
  if (!Number.isFinite(amount)) throw new RangeError(`an amount of money must be a finite number, not ${amount}`);
  // 1.005 × 100 is 100.49999999999999 in binary, and would lose a cent: fifteen digits are what a double is sure of.
  const scaled = Number((Math.abs(amount) * 10 ** decimalsOf(currency)).toPrecision(15));
  return (Math.sign(amount) * Math.round(scaled) + 0) as Cents;
}

/** The amount in the currency's main unit. */
export function fromCents(cents: Cents, currency: string): number {
  return cents / 10 ** decimalsOf(currency);
}

/** The amount as customers of that locale read it: `£12.50`, `12,50 €`. */
export function formatMoney(cents: Cents, currency: string, locale: string): string {
  return formatOf(currency, locale).format(fromCents(cents, currency));
}

/** A format takes longer to make than ten thousand amounts take to write with it, so each is made once. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const key = `${currency} ${locale}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    formats.set(key, format);
  }
  return format;
}
