/** The retain graph: from what is known of a customer to a draft that a person approves; and the model client that writes its words. */
export { approveByRule } from './approve-by-rule.ts';
export { approveBySample, type SampleReport } from './approve-sample.ts';
export { editDraft } from './edit-draft.ts';
export { createModel, type Message, type Model, type Question } from './model.ts';
export type { ModelFault, ModelReply } from './model-reply.ts';
export { fillPrompt, loadPrompt, section } from './prompt.ts';
export { buildRetainGraph, type RetainGraph } from './retain-graph.ts';
export { retainSegment, type SegmentReport, type SegmentRequest } from './retain-segment.ts';
export { openRoom, type RetentionRoom, type RetentionSettings } from './room.ts';
export { approveDraft, rejectDraft } from './settle-draft.ts';
