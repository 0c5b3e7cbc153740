import type { Cents, Offer } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { MailContent } from './compose.ts';
import type { RecommendedProduct } from './facts.ts';
import type { DraftText, Language } from './mail-words.ts';
import type { RiskReason } from './risk-reason.ts';
import type { Verdict } from './verdict.ts';

export const draftStatuses = ['waiting', 'approved', 'rejected', 'expired'] as const;
export type DraftStatus = (typeof draftStatuses)[number];

/** What a draft does and why: decided by code, never by a writer. */
export interface DraftPlan {
  readonly channel: 'email';
  readonly action: string;
  /** Which of the action's variants it is; null when it has none. */
  readonly variant?: string | null;
  readonly offer: Offer;
  readonly currency: string;
  readonly language: Language;
  readonly products: readonly RecommendedProduct[];
  readonly reason: RiskReason;
  readonly consent: 'given' | 'unknown';
  /** The end of the festival that it is about, RFC 3339: afterwards it is never sent. */
  readonly ends_at?: string | null;
  /** The hour of the customer's day that it waits for, if it waits for one. */
  readonly send_at?: { readonly hour: number; readonly time_zone: string } | null;
}

/** Who wrote the words, why it was not the model if it was not, and what each check said of each try. */
export interface Authorship {
  readonly written_by: 'model' | 'template' | 'person';
  readonly written_by_reason: string;
  /** The words, their placeholders still in them: what an edit begins with. */
  readonly text?: DraftText;
  readonly verdicts: readonly { readonly attempt: string; readonly checks: readonly Verdict[] }[];
}

export interface DraftContent extends MailContent {
  readonly coupon_code: string | null;
  /** The last day of the offer, RFC 3339; null without an offer. */
  readonly offer_valid_until: string | null;
  /** Fingerprint of the words that the mail was made from. */
  readonly template_version: string;
  /** Keyed hash of the address that it goes to; null when none is known yet, and then it cannot be sent. */
  readonly recipient: string | null;
  readonly sender: { readonly name: string; readonly address: string } | null;
  readonly reply_to: string | null;
  /** Where the mail program's own “unsubscribe” leads: an address that answers a POST, and one that reads mail. */
  readonly unsubscribe: { readonly url: string; readonly email: string | null } | null;
  /** The shop's postal address as the mail gives it. */
  readonly postal_address: string | null;
  /** The line of the consent ledger, or the file, that the customer's consent stood on. */
  readonly consent_version: string;
}

/** An action that waits for a person, or waited. */
export interface Draft {
  readonly draft_id: string;
  readonly campaign: string;
  readonly customer_id: CustomerId;
  readonly status: DraftStatus;
  readonly created_at: string;
  readonly expires_at: string;
  readonly expected_profit: Cents;
  readonly worst_case_cost: Cents;
  readonly plan: DraftPlan;
  readonly content: DraftContent;
  readonly authorship: Authorship;
}
