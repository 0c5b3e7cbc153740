/** What a file may ask of us before it is refused whole. Sizes are bytes. */
export interface IngestLimits {
  /** A gzip file may unpack to this much … */
  readonly inflatedBytes: number;
  /** … and to this many times its own size, counted once `inflationFloor` bytes have come out. */
  readonly inflationRatio: number;
  readonly inflationFloor: number;
  /** One record: a line, or several when a quoted field holds line breaks. */
  readonly lineBytes: number;
  readonly fieldBytes: number;
  readonly columns: number;
}

export const defaultLimits: IngestLimits = {
  inflatedBytes: 2 * 2 ** 30,
  inflationRatio: 100,
  inflationFloor: 64 * 2 ** 20,
  lineBytes: 2 ** 20,
  fieldBytes: 256 * 2 ** 10,
  columns: 512,
};

/** `262144` → `256 KB`, for messages. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${Number(size.toFixed(1))} ${units[unit]}`;
}
