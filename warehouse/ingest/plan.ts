import { UserError } from '../../config/index.ts';
import { splitFields } from './fields.ts';
import type { IngestLimits } from './limits.ts';
import { type ColumnTest, type IngestKind, type Mapping, neededFields } from './mapping.ts';
import { describePresets, detectPresets, type PresetName, presets } from './presets.ts';
import { suggestMapping } from './suggest-mapping.ts';

/** Where a field's text comes from: a column by its place (from 0), or one value for all rows. */
export type Origin = { readonly column: number } | { readonly constant: string };
export type PlacedTest = Omit<ColumnTest, 'column'> & { readonly column: number };

/** A mapping laid on a file: names are places now. */
export interface Plan {
  readonly kind: IngestKind;
  /** A preset's name, or `mapping`. */
  readonly preset: PresetName | 'mapping';
  readonly mapping: Mapping;
  readonly delimiter: string;
  readonly columns: number;
  /** The file's first line names its columns. */
  readonly hasHeader: boolean;
  readonly origins: Readonly<Record<string, Origin>>;
  readonly cancelledWhen?: PlacedTest;
  readonly chargeWhen?: PlacedTest;
}

const delimiters = [',', ';', '\t', '|'];

/** Lays `mapping`, or the preset that the header shows, on the file whose first record is `firstRecord`. */
export function planFor(
  file: { path: string; firstRecord: string; line: number; limits: IngestLimits },
  mapping: Mapping | undefined,
): Plan {
  const delimiter = mapping?.delimiter ?? detectDelimiter(file.firstRecord, mapping?.columns?.length);
  const first = splitFields(file.firstRecord, delimiter).map((name) => name.trim());
  const where = `${file.path}, line ${file.line}`;
  if (first.length > file.limits.columns) {
    throw new UserError(`${where}: ${first.length} columns, and at most ${file.limits.columns} are read`);
  }
  if (mapping?.columns && mapping.columns.length !== first.length) {
    throw new UserError(
      `${where}: the mapping names ${mapping.columns.length} columns, and the line has ${first.length} fields (delimiter ${JSON.stringify(delimiter)})`,
    );
  }
  const header = mapping?.columns ?? first;
  refuseDuplicates(header, where);
  const [preset, chosen] = mapping ? [presetOf(mapping), mapping] : detectedPreset(header, where);
  const place = (name: string) => placeOf(name, header);
  const origins: Record<string, Origin> = {};
  const missing: string[] = [];
  for (const [field, origin] of Object.entries(chosen.fields)) {
    if ('constant' in origin) origins[field] = origin;
    else {
      const column = place(origin.column);
      if (column !== undefined) origins[field] = { column };
      else if (!('optional' in origin && origin.optional)) missing.push(`${origin.column} (for ${field})`);
    }
  }
  const tests = { cancelledWhen: chosen.cancelled_when, chargeWhen: chosen.charge_when };
  const placed: { cancelledWhen?: PlacedTest; chargeWhen?: PlacedTest } = {};
  for (const name of ['cancelledWhen', 'chargeWhen'] as const) {
    const test = tests[name];
    if (!test) continue;
    const column = place(test.column);
    if (column === undefined)
      missing.push(`${test.column} (for ${name === 'chargeWhen' ? 'charge_when' : 'cancelled_when'})`);
    else placed[name] = { ...test, column };
  }
  if (missing.length > 0) {
    throw new UserError(
      `${where}: the columns ${missing.join(', ')} that the mapping names are not there; the file has ${listed(header)}`,
    );
  }
  return {
    kind: chosen.kind,
    preset,
    mapping: chosen,
    delimiter,
    columns: header.length,
    hasHeader: !mapping?.columns,
    origins,
    ...placed,
  };
}

/** The delimiter that cuts the record into the wanted number of fields, or else into the most. */
function detectDelimiter(record: string, wanted: number | undefined): string {
  const counts = delimiters.map((delimiter) => splitFields(record, delimiter).length);
  const fitting = delimiters.find((_, index) => counts[index] === wanted);
  return fitting ?? delimiters[counts.indexOf(Math.max(...counts))]!;
}

function presetOf(mapping: Mapping): PresetName | 'mapping' {
  return (Object.keys(presets) as PresetName[]).find((name) => presets[name] === mapping) ?? 'mapping';
}

function detectedPreset(header: readonly string[], where: string): [PresetName, Mapping] {
  const found = detectPresets(header);
  if (found.length > 1) {
    throw new UserError(
      `${where}: the header fits more than one preset (${found.join(', ')}): give a mapping file that says kind: ${[...new Set(found.map((name) => presets[name].kind))].join(' or ')}`,
    );
  }
  const [name] = found;
  if (name) return [name, presets[name]];
  const needed = neededFields.events;
  const missing = needed.filter((field) => placeOf(field, header) === undefined);
  throw new UserError(
    `${where}: the header has no column ${missing.join(' and no ')}, and fits no preset; it has ${listed(header)}. ` +
      `Give a mapping file (--mapping FILE.yaml) such as “${suggestMapping(header.slice(0, 200))}” (a guess: check it), ` +
      `or name the columns as one of the presets does: ${describePresets()}`,
  );
}

function placeOf(name: string, header: readonly string[]): number | undefined {
  const exact = header.indexOf(name);
  if (exact !== -1) return exact;
  const alike = header.flatMap((column, index) => (column.toLowerCase() === name.toLowerCase() ? [index] : []));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Columns without a name may be many: they are what a delimiter at the line's end leaves. */
function refuseDuplicates(header: readonly string[], where: string): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) {
      throw new UserError(`${where}: two columns are called ${JSON.stringify(name)}: rename one of them`);
    }
    seen.add(name);
  }
}

function listed(header: readonly string[]): string {
  const shown = header.slice(0, 20).map((name) => name.slice(0, 60) || '(no name)');
  return shown.join(', ') + (header.length > 20 ? ` and ${header.length - 20} more` : '');
}
