/** What is done to keep a customer: the decision under the policy, the draft, its checks, a person's word on it, and the intent to send. */

export { addressHash, customerHash, plainAddress } from './addresses.ts';
export { type Decision, decideSegment } from './allot.ts';
export {
  type Approval,
  countApprovalsSince,
  type FirstApproval,
  readApproval,
  recordApproval,
  recordRejection,
} from './approvals.ts';
export { type AuditLine, type AuditVerdict, audit, readAudit, verifyAudit } from './audit.ts';
export {
  budgetPerDay,
  type Campaign,
  committedOnDay,
  describeBudget,
  openCampaign,
  readCampaign,
} from './campaigns.ts';
export { type CatalogueWords, catalogueWords } from './catalogue-words.ts';
export { cleanText } from './clean-text.ts';
export { composeMail, type MailContent, type ShownOffer } from './compose.ts';
export { type Consent, consentNow, readConsents, recordConsent } from './consents.ts';
export { type ContactReason, contactReasons, describeContactReason, type PersonalReason } from './contact-reasons.ts';
export { contentHash } from './content-hash.ts';
export { newCouponCode, type RandomBytes } from './coupon-code.ts';
export { type Erasure, eraseDraftFiles, eraseFromStore, readCustomerRecords } from './customer-records.ts';
export {
  type Alternative,
  type Assessment,
  assess,
  chanceOfSaving,
  cheaperProducts,
  type DecisionFrame,
  type Rule,
  rules,
  type Stop,
  standing,
} from './decide.ts';
export {
  countDecisions,
  type DecisionRow,
  describeAlternative,
  describeCounts,
  describeStop,
  readDecisions,
  recordDecisions,
  withheldCustomers,
} from './decisions.ts';
export { openTransport } from './delivery/open-transport.ts';
export type { MailTransport, OutgoingMail, Receipt } from './delivery/transport.ts';
export { isSigned } from './delivery/webhook-signature.ts';
export {
  type Authorship,
  type Draft,
  type DraftContent,
  type DraftPlan,
  type DraftStatus,
  draftStatuses,
} from './draft.ts';
export {
  draftedCustomers,
  expireDrafts,
  listDrafts,
  readDraft,
  readDraftOf,
  type StoreOutcome,
  storeDraft,
} from './drafts.ts';
export { storeEdit, whyNotEditable } from './edit.ts';
export type {
  Activity,
  CheaperProduct,
  ContactPermission,
  CustomerFacts,
  Feeling,
  RecommendedProduct,
  Score,
} from './facts.ts';
export { festivalEnd } from './festival.ts';
export { holdoutNumber } from './holdout.ts';
export type { LanguageRules } from './language-rules.ts';
export {
  lifecycleStage,
  namedSegments,
  type SegmentBounds,
  type SegmentFigures,
  segmentBounds,
} from './lifecycle.ts';
export {
  dayInWords,
  imageHosts,
  linkHosts,
  mailLocale,
  mailTimeZone,
  offerInWords,
  placeholderValues,
  type Shop,
  type ShownProduct,
  shownProducts,
} from './mail-values.ts';
export {
  type DraftText,
  type Language,
  languageOf,
  languages,
  type MailTemplate,
  type MailWords,
  textFromTemplate,
} from './mail-words.ts';
export { openCode } from './open-code.ts';
export { type Intent, listIntents, queueApproved, readIntent } from './outbox.ts';
export { type Contact, contactPermission, personalReason } from './personal-reason.ts';
export { fill, type PlaceholderValues, placeholdersIn } from './placeholders.ts';
export { previewOf, writePreview } from './preview.ts';
export { endOfQuiet, isQuiet, localHour, nextAtHour } from './quiet-hours.ts';
export { type Received, receiveEvent, UnreadableEvent } from './receive-event.ts';
export { type Redemption, redeemCoupon } from './redeem-coupon.ts';
export { recentRejections } from './rejections.ts';
export { learnFromJournal, liftBlock, readBlock } from './restored.ts';
export { describeRisk, type RiskReason, riskReason } from './risk-reason.ts';
export { type Sample, sampleCode, sampleDrafts } from './sample.ts';
export { parseSegment, type Segment } from './segment.ts';
export { type SendingRoom, type SendMoment, type SendReport, sendPass } from './send-pass.ts';
export { openSender, type Sender } from './sender.ts';
export type { ShopNow } from './shop-now.ts';
export { isBusy, openStore, type Store, StoreBusy } from './store.ts';
export { StoreReadOnly } from './store-read-only.ts';
export { type Suppression, type SuppressionCause, suppress, suppressionOfAddress } from './suppressions.ts';
export { issueThread } from './threads.ts';
export { readUnsubscribeToken, unsubscribe, unsubscribeToken } from './unsubscribe.ts';
export { untilFree } from './until-free.ts';
export { passed, type Verdict, verdict } from './verdict.ts';
export { type TextUnderTest, verifyText } from './verify.ts';
export { type MailHosts, verifyContent } from './verify-content.ts';
export { worthShowing } from './worth-showing.ts';
