/** How many line ends (LF, CRLF, CR) stand in data[from, to). */
export function lineBreaks(data: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const byte = data[at];
    if (byte === 10 || (byte === 13 && data[at + 1] !== 10)) count++;
  }
  return count;
}
