import { UserError } from '../../config/index.ts';
import { formatBytes, type IngestLimits } from './limits.ts';

/** Why a file is refused whole, with the line that gave the reason. */
export function lineTooLong(path: string, line: number, limits: IngestLimits): UserError {
  return new UserError(
    `${path}, line ${line}: the line is longer than ${formatBytes(limits.lineBytes)}: is this the right file?`,
  );
}

export function fieldTooLong(path: string, line: number, limits: IngestLimits, delimiter: string): UserError {
  return new UserError(
    `${path}, line ${line}: a field is longer than ${formatBytes(limits.fieldBytes)}: is the delimiter really ${JSON.stringify(delimiter)}?`,
  );
}

export function quotedFieldTooLong(path: string, line: number, limits: IngestLimits): UserError {
  return new UserError(
    `${path}, line ${line}: the field whose quote opens here is longer than ${formatBytes(limits.fieldBytes)}: is its closing quote missing?`,
  );
}

export function unclosedQuote(path: string, line: number): UserError {
  return new UserError(
    `${path}, line ${line}: a quote opens here and is never closed: close it, or double it ("") where it is part of the text`,
  );
}
