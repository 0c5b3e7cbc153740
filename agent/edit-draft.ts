import { UserError } from '../config/index.ts';
import {
  contentHash,
  type Draft,
  type DraftText,
  passed,
  type RecommendedProduct,
  readDraft,
  storeEdit,
  untilFree,
  type Verdict,
  verifyText,
  whyNotEditable,
} from '../retention/index.ts';
import { composeDraft, mailOf } from './compose-draft.ts';
import type { RetentionRoom } from './room.ts';
import { complaints } from './write-draft.ts';

/** A person may use words that no list holds; what could be a fact is checked as it is in a model's text. */
const notAskedOfPeople: readonly string[] = ['words'];

/**
 * Puts a person's words in the place of a draft's own, over the products as they are now, and checks the whole mail again. Parts that are not given stay as they were; without any
 * the mail is only made anew, with today's prices. Code, offer and customer stay. An approval that there was is void.
 * Throws a UserError that says what was refused, and then nothing has changed.
 */
export async function editDraft(
  room: RetentionRoom,
  given: { readonly id: string; readonly by: string; readonly text: Partial<DraftText> },
): Promise<Draft> {
  const { store, tools, words } = room;
  const draft = readDraft(store, given.id);
  if (!draft) throw new UserError(`there is no draft ${given.id}: “holdfast drafts list” shows those that there are`);
  const obstacle = whyNotEditable(store, draft);
  if (obstacle !== null) throw new UserError(obstacle);
  const { plan, content, customer_id, authorship } = draft;
  const text = { ...authorship.text, ...given.text } as DraftText;
  if (!authorship.text && !(text.subject && text.preheader !== undefined && text.paragraphs))
    throw new UserError('this draft is older than editing: give its subject, preheader and paragraphs all anew');

  const products = await productsNow(room, plan.products);
  const permission = await tools.call('contact_permission', { customer_id });
  const mail = {
    customer_id,
    permission,
    action: plan.action,
    variant: plan.variant ?? null,
    offer: plan.offer,
    products,
  };
  const { language, values, offerWords } = await mailOf(room, mail);
  if (language !== plan.language)
    throw new UserError(
      `the customer reads another language by now: reject the draft, and the next campaign writes in that one`,
    );
  const inWords = verifyText(text, {
    ...(await room.forbidden()),
    values,
    rules: words.rules[language],
    hasOffer: offerWords !== null,
  }).filter(({ check }) => !notAskedOfPeople.includes(check));
  const code = content.coupon_code;
  const coupon = code === null ? null : { code, until: new Date(content.offer_valid_until!) };
  // Words that were refused are not put into a mail: a placeholder may have no value.
  const composed = passed(inWords) ? await composeDraft(room, mail, { text, coupon }) : null;
  const checks: Verdict[] = [...inWords, ...(composed?.checks ?? [])];
  if (!composed || !passed(checks))
    throw new UserError(`the edited mail is refused: ${complaints(checks).join(' | ')}`);
  const edited: Draft = {
    ...draft,
    plan: { ...plan, products, consent: permission.email === 'given' ? 'given' : 'unknown' },
    content: composed.content,
    authorship: {
      written_by: 'person',
      written_by_reason: `edited by ${given.by}`,
      text,
      verdicts: [...authorship.verdicts, { attempt: 'the edited mail', checks }],
    },
  };
  return untilFree(() => storeEdit(store, { edited, seen: contentHash(draft), by: given.by, now: room.clock() }));
}

/** The products with their titles and prices of this moment, without those that are gone or sold out. */
async function productsNow(
  { ports }: RetentionRoom,
  products: readonly RecommendedProduct[],
): Promise<RecommendedProduct[]> {
  const found = await Promise.all(
    products.map(async (product) => ({ product, now: await ports.product(product.product_id) })),
  );
  return found.flatMap(({ product, now }) =>
    now === null || (now.stock !== null && now.stock <= 0)
      ? []
      : [{ ...product, title: now.title ?? product.title, price: now.price, image_url: now.imageUrl }],
  );
}
