import { interrupt } from '@langchain/langgraph';
import type { HumanInterrupt } from '@langchain/langgraph/prebuilt';
import { fromCents } from '../config/index.ts';
import {
  assess,
  budgetPerDay,
  describeContactReason,
  passed,
  queueApproved,
  readApproval,
  readDraft,
  recentRejections,
  recordDecisions,
  riskReason,
  type Stop,
  storeDraft,
  textFromTemplate,
  untilFree,
  verifyText,
} from '../retention/index.ts';
import { mailOf } from './compose-draft.ts';
import { factSheet } from './fact-sheet.ts';
import { gatherFacts, gatherProducts } from './gather-facts.ts';
import { planOf, prepareDraft } from './prepare-draft.ts';
import type { RetainState, RetainUpdate } from './retain-state.ts';
import { actionOf, budgetLeft, frameOf, type RetentionRoom } from './room.ts';
import { templateNames } from './template-names.ts';
import { variantOf } from './variant.ts';
import { nameOfAttempt, noReply, writeByModel } from './write-draft.ts';

const mostAttempts = 2;

/** The steps of the retain graph. Each may run again from its top: what it writes, it writes once (rows with keys), and none has an effect outside the store. */
export function retainSteps(room: RetentionRoom) {
  const { tools, store, words, policy, shop } = room;

  /** Everything about the customer, the tools side by side. */
  async function gather({ customer_id, campaign, allotted: { action } }: RetainState): Promise<RetainUpdate> {
    const [facts, products] = await Promise.all([
      gatherFacts(room, { customer_id, campaign }),
      gatherProducts(room, { customer_id, action }),
    ]);
    return { facts, products };
  }

  /** Whether what the budget was shared out for still stands on the facts as they are now. */
  function decide(state: RetainState): RetainUpdate {
    const assessment = assess(state.facts!, frameOf(room, state.campaign));
    const { action, offer } = state.allotted;
    const chosen = assessment.alternatives.find((one) => one.action === action && one.offer === offer) ?? null;
    const stop = assessment.stop ?? chosen?.fell ?? null;
    if (stop === null && chosen !== null) return { chosen, stop: null };
    return stopWith(state, stop ?? { rule: 'no_facts', value: null, bound: null }, assessment.alternatives);
  }

  /** A text from the model, or from the template when there is no model or it has had its tries. */
  async function write(state: RetainState): Promise<RetainUpdate> {
    const { language, values, products } = await mailOf(room, planOf(room, state));
    const { attempts } = state;
    const variant = variantOf(room, { ...state, customer: state.customer_id, action: state.allotted.action });
    const names = templateNames(actionOf(room, state.allotted.action), variant?.name ?? null);
    if (room.model && attempts.length < mostAttempts && state.may_try_again) {
      const { action } = state.allotted;
      const { facts } = state;
      const sheet = factSheet({ action, reason: riskReason(facts!.score!), facts: facts!, products });
      const rules = words.rules[language];
      const written = await writeByModel(room.model, {
        prompts: words.prompts,
        sheet,
        values,
        rules,
        occasion: [words.occasion(names), ...(variant?.brief ? [variant.brief] : [])].join(' '),
        brandVoice: room.brandVoice ?? 'There is nothing special about it.',
        rejections: recentRejections(store, { action, language, names: (await room.forbidden()).names }),
        before: attempts,
      });
      if (written.text === null) {
        return { text: null, attempts: [...attempts, written.attempt], may_try_again: written.mayTryAgain };
      }
      return {
        text: written.text,
        attempts: [...attempts, { attempt: nameOfAttempt(attempts), checks: [], reply: written.reply }],
        written_by: 'model',
        written_by_reason:
          attempts.length === 0 ? 'its first text passed every check' : 'its second text passed every check',
      };
    }
    return {
      text: textFromTemplate(words.template(names, language), values),
      written_by: 'template',
      written_by_reason: whyTemplate(room, attempts),
    };
  }

  /** Holds a model's text against the facts. What does not pass is dropped; its verdicts stay. */
  async function verify(state: RetainState): Promise<RetainUpdate> {
    if (state.text === null || state.written_by === 'template') return {};
    const { language, values, offerWords } = await mailOf(room, planOf(room, state));
    const checks = verifyText(state.text, {
      ...(await room.forbidden()),
      // The model is not told the name, so the name itself is no fact that it could write out.
      values: { ...values, first_name: values.first_name === null ? null : '…' },
      rules: words.rules[language],
      hasOffer: offerWords !== null,
    });
    const attempts = [...state.attempts.slice(0, -1), { ...state.attempts.at(-1)!, checks }];
    return passed(checks) ? { attempts } : { attempts, text: null, written_by: null };
  }

  /** The row that everything else hangs on: draft, coupon and budget in one transaction. */
  async function storeRow(state: RetainState): Promise<RetainUpdate> {
    const draft = await prepareDraft(room, state);
    // Waited for here, so that a busy store does not cost another question to the model.
    const stored = await untilFree(() => storeDraft(store, draft, budgetPerDay(policy, shop.currency)));
    if (stored === 'stored' || stored === 'already_there') return { outcome: 'waiting' };
    const { currency } = draft.plan;
    const left = budgetLeft(room, state.campaign);
    const rule = stored === 'over_budget' ? 'budget' : 'budget_per_day';
    const bound = fromCents(rule === 'budget' ? left.budget : left.budgetOfDay, currency);
    return stopWith(state, { rule, value: fromCents(draft.worst_case_cost, currency), bound }, [state.chosen!]);
  }

  /** Rings at a person's door. The draft's row is the truth; what is answered here alone has no effect. */
  function awaitApproval(state: RetainState): RetainUpdate {
    const draft = readDraft(store, state.draft_id)!;
    interrupt({
      action_request: {
        action: 'approve_retention_draft',
        args: {
          draft_id: draft.draft_id,
          campaign: draft.campaign,
          action: draft.plan.action,
          offer: draft.plan.offer.name,
          expected_profit: fromCents(draft.expected_profit, draft.plan.currency),
          currency: draft.plan.currency,
        },
      },
      config: { allow_accept: true, allow_respond: true, allow_edit: false, allow_ignore: false },
      description: `Draft ${draft.draft_id} of campaign ${draft.campaign} waits for approval: “holdfast drafts show ${draft.draft_id}”.`,
    } satisfies HumanInterrupt);
    return {};
  }

  /** Does what the rows say that a person said: the intent to send, once, or nothing. */
  async function settle({ draft_id, customer_id }: RetainState): Promise<RetainUpdate> {
    const said = readApproval(store, draft_id)?.verdict;
    if (said !== 'approved') return { outcome: said ?? 'undecided' };
    const { email, barred } = await tools.call('contact_permission', { customer_id });
    const reason = barred ?? (email === 'given' ? null : 'no_consent');
    const heldBecause = reason && describeContactReason(reason);
    const intent = store.write(() => queueApproved(store, { draft: draft_id, heldBecause, now: room.clock() }));
    return { outcome: intent?.state === 'waiting' ? 'queued' : 'held' };
  }

  function stopWith(
    state: RetainState,
    stop: Stop,
    alternatives: Parameters<typeof recordDecisions>[2][0]['alternatives'],
  ) {
    const decision = { customer_id: state.customer_id, chosen: null, withheld: null, stop, alternatives };
    recordDecisions(store, state.campaign, [decision], room.clock());
    return { chosen: null, stop, outcome: 'stopped' as const };
  }

  return { gather, decide, write, verify, storeRow, awaitApproval, settle };
}

function whyTemplate(room: RetentionRoom, attempts: RetainState['attempts']): string {
  if (!room.model) return 'no language model is configured';
  const refused = attempts.at(-1)?.checks.find((check) => !check.ok);
  const times = attempts.length === 1 ? 'once' : 'twice';
  const why =
    refused?.check === noReply
      ? `the model gave no usable reply (asked ${times}): ${refused.detail}`
      : `the model's text was refused ${times}, at last for ${refused?.check}: ${refused?.detail}`;
  return why.slice(0, 400);
}
