import type { Random } from '../config/index.ts';
import { phrase, pick } from './draws.ts';
import type { Experience } from './experience.ts';
import type { ShopProduct } from './shop.ts';

type Messages = Record<'question' | Exclude<Experience, 'delighted' | 'fine'>, readonly string[]>;

const english: Messages = {
  question: [
    '[Hello|Hi], could you send me [an invoice|a copy of the invoice] for order {order}[?|, please?]',
    '[Hi|Good morning], how do I [wash|store|look after] the {thing}?',
    'Do you have the {thing} in [another colour|a larger size] as well?',
    'Can I still change the delivery address of {order}?',
  ],
  late: [
    '[Hello|Hi], where is my order {order}? It [should have been here days ago|was promised for last week|is late].',
    'My parcel has not arrived. [The tracking has not changed for days.|Nobody can tell me where it is.] Order {order}.',
    'Still waiting for {order}. [This is the second time I write.|Please tell me when it comes.|I am not happy.]',
  ],
  mismatched: [
    'The {thing} [does not fit|is not as described|is not what I expected]. How can I [return it|send it back|exchange it]?',
    "I would like to return the {thing} from {order}, it [isn't for me|is too small|looks different from the photo].",
  ],
  defective: [
    'The {thing} [arrived broken|is faulty|stopped working]. I want [a refund|my money back|a replacement]. Order {order}.',
    '[Hello|Hi], the {thing} in {order} is damaged. [What do you suggest?|Very disappointing.|Please replace it.]',
    'This is unacceptable: the {thing} [broke on the first day|was unusable]. [Refund please.|I expect an answer today.]',
  ],
};

const chinese: Messages = {
  question: [
    '你好，订单{order}可以[开发票|补发票]吗？',
    '请问{thing}怎么[清洗|保养|保存]？',
    '{thing}还有别的[颜色|尺码]吗？',
    '订单{order}还能改地址吗？',
  ],
  late: [
    '订单{order}[怎么还没到|什么时候能到]？[已经超过承诺时间了。|等了好多天了。]',
    '我的包裹[一直没有更新|不见了]，[请帮忙查一下|麻烦催一下]，订单{order}。',
  ],
  mismatched: [
    '{thing}[尺寸不合适|和描述不一样]，[怎么退货|可以换吗]？',
    '想退掉订单{order}里的{thing}，[不是我想要的|和图片差太多]。',
  ],
  defective: [
    '收到的{thing}是坏的，[要求退款|请给我换一个]，订单{order}。',
    '{thing}[用了一次就坏了|有裂痕]，[太失望了|请尽快处理]！',
  ],
};

/** What a customer writes to the shop's support: a complaint about the experience, or a plain question where there is nothing to complain about. */
export function writeSupportMessage(
  about: { experience: Experience; product: ShopProduct; orderId: string; chinese: boolean },
  random: Random,
): string {
  const { experience } = about;
  const kind = experience === 'delighted' || experience === 'fine' ? 'question' : experience;
  const thing = about.chinese ? about.product.noun.chinese : about.product.noun.english;
  return phrase(pick((about.chinese ? chinese : english)[kind], random), { thing, order: about.orderId }, random);
}
