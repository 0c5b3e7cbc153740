import { type Random, shuffle } from '../../config/index.ts';
import type { Sentiment } from '../label.ts';
import { languageOf } from '../language.ts';
import type { AskedText } from './reply.ts';

/** One question to the language model. */
export interface Call {
  readonly asked: readonly AskedText[];
  /** A rough count of what it costs, in tokens: the question and the answer. */
  readonly tokens: number;
}

/** Texts that everybody judges alike, by label and language. */
export type Controls = Readonly<Record<'negative' | 'positive', Readonly<Record<'en' | 'zh', readonly string[]>>>>;

const textsPerCall = 20;
/** In characters. Of a longer text the beginning and the end are asked about: that is where customers say what they think. */
const longestAsked = 1200;
/** Rough counts, in tokens: of the rules in the prompt, and of a text's id, frame and answer. */
const tokensOfPrompt = 350;
const tokensOfFrame = 40;

/**
 * What speaks of judging rather than of goods: such a text may try to steer the model, and is asked about alone, where it can steer its own label only.
 * It catches honest texts too, which costs no more than a call each.
 */
const steering =
  /ignor|disregard|forget|instruct|prompt|system|assistant|\brat(?:e|ing)\b|classif|\blabel|answer|respon[ds]|reply|output|json|sentiment|positive|negative|neutral|(?:other|next|previous|above|following|all|every)\s+(?:review|text|comment|customer|one)|[{}<>[\]]|\bids?\b|忽略|无视|忘记|指令|提示词|规则|系统[:：提指]|输出|标签|标记|标为|评为|判为|判断|回答|回复[:：]|分类|正面|负面|积极|消极|(?:其他|其它|所有|全部|以上|以下|下面|上面|后面|前面)的?(?:评论|评价|文本|内容|顾客)/iu;

/** Divides texts into calls, in their order: `textsPerCall` and two controls together, or one that may try to steer alone. */
export function divideIntoCalls(
  texts: readonly string[],
  given: { readonly controls: Controls; readonly newId: () => string; readonly random: Random },
): Call[] {
  const asks = texts.map((text) => ({ id: given.newId(), text }));
  const steered = asks.filter(({ text }) => steering.test(text));
  const others = asks.filter(({ text }) => !steering.test(text));
  const calls: Call[] = steered.map((ask) => callOf([ask]));
  for (let first = 0; first < others.length; first += textsPerCall) {
    const together: AskedText[] = others.slice(first, first + textsPerCall);
    if (together.length > 1) together.push(...controlsFor(together, given));
    calls.push(callOf(shuffle(together, given.random)));
  }
  return calls;
}

function controlsFor(
  asked: readonly AskedText[],
  { controls, newId, random }: { readonly controls: Controls; readonly newId: () => string; readonly random: Random },
): AskedText[] {
  const chinese = asked.filter(({ text }) => languageOf(text) === 'zh').length;
  const language = chinese * 2 > asked.length ? 'zh' : 'en';
  return (['negative', 'positive'] as const).map((label: Sentiment & keyof Controls) => {
    const texts = controls[label][language];
    return { id: newId(), text: texts[Math.floor(random() * texts.length)]!, control: label };
  });
}

function callOf(asked: readonly AskedText[]): Call {
  const tokens = asked.reduce((sum, { text }) => sum + tokensOf(shorten(text)) + tokensOfFrame, tokensOfPrompt);
  return { asked, tokens };
}

/** Rather too many than too few: a token a character beyond ASCII, one for three characters of ASCII. */
function tokensOf(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at++) tokens += text.charCodeAt(at) < 128 ? 1 / 3 : 1;
  return Math.ceil(tokens);
}

/** The text as the model sees it. */
export function shorten(text: string): string {
  if (text.length <= longestAsked) return text.toWellFormed();
  return `${text.slice(0, longestAsked / 2)} … ${text.slice(-longestAsked / 2)}`.toWellFormed();
}
