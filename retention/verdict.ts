import { unseen } from './clean-text.ts';

/** What one check said of a text. `detail` quotes what is wrong. */
export interface Verdict {
  readonly check: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** Whether no check refused. */
export function passed(verdicts: readonly Verdict[]): boolean {
  return verdicts.every((verdict) => verdict.ok);
}

/** A check's verdict from the faults that it found. */
export function verdict(check: string, faults: readonly string[]): Verdict {
  if (faults.length === 0) return { check, ok: true };
  // A fault may quote what a model wrote, and is shown in terminals and previews.
  const detail = [...new Set(faults)].slice(0, 5).join('; ').replace(unseen, '').slice(0, 300);
  return { check, ok: false, detail };
}
