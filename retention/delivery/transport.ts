import type { DraftContent } from '../draft.ts';

/** A mail on its way: what was approved, the address that it was approved for, and the id that every try of it carries. */
export interface OutgoingMail {
  readonly intent_id: string;
  readonly address: string;
  readonly content: DraftContent & { readonly sender: NonNullable<DraftContent['sender']> };
  /** When it was approved: the mail's date, so that every try of it is the same bytes. */
  readonly date: Date;
}

/** What became of a try. `stopped`: the hand-over was refused on our side, and nothing went out. */
export type Receipt =
  | { readonly outcome: 'sent' | 'refused' | 'try_later' | 'unknown'; readonly detail: string }
  | { readonly outcome: 'stopped' };

/** A way out. Whoever implements one must call `handOver` when the other side is ready and before it gets the first byte of the mail, and give it nothing when that throws. */
export interface MailTransport {
  readonly name: 'eml' | 'csv' | 'smtp' | 'webhook';
  /** Whether the other side knows a mail by its id, so that handing it over again does no harm. */
  readonly repeatable: boolean;
  deliver(mail: OutgoingMail, handOver: () => void): Promise<Receipt>;
  /** What it leads to, in words, after having looked whether it is there. Throws when it is not. */
  probe(): Promise<string>;
  close(): void;
}
