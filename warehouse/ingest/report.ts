/** What came of reading a file: read = accepted + duplicates + rejected. */
export interface IngestReport {
  /** The file's name without its folder. */
  readonly source: string;
  /** This very file was read before under the same mapping, and nothing was changed: no row counts as accepted. */
  readonly unchanged: boolean;
  /** Rows, without the header and blank lines. */
  readonly read: number;
  /** Rows that are in the warehouse by this reading; of products and customers, those that the file told of. */
  readonly accepted: number;
  /** Rows that were there before, in the file or in the warehouse; of products and customers, rows that a later one of the file replaces. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Rejected rows by reason, most frequent first; empty when unchanged. */
  readonly reasons: Readonly<Record<string, number>>;
  /** By reason, the first value that was rejected for it, in quotation marks; of reasons that are about a value. */
  readonly examples: Readonly<Record<string, string>>;
  /** Where each rejected row stands with its line and reason. */
  readonly rejectsFile?: string;
}
