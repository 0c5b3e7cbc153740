import { seededRandom } from '../../config/index.ts';
import type { LabelledText, Sentiment } from '../../sentiment/index.ts';

const phrases: Record<'en' | 'zh', Record<Sentiment, string[]>> = {
  en: {
    negative: ['broke after a week', 'never again', 'the seam is torn', 'arrived late and dirty', 'a waste of money'],
    neutral: ['it is a bag', 'as on the picture', 'I have had it for a month', 'the colour is blue', 'average'],
    positive: ['I love it', 'great quality', 'fits very well', 'fast delivery and friendly', 'would buy it again'],
  },
  zh: {
    negative: ['质量太差了', '一周就坏了', '再也不买了', '客服态度恶劣', '浪费钱'],
    neutral: ['一般般', '和图片一样', '用了一个月', '颜色是蓝色', '还没用'],
    positive: ['非常喜欢', '质量很好', '物流很快', '下次还买', '推荐购买'],
  },
};

/** Simple reviews whose words give the label away, each of two phrases of its label. */
export function simpleReviews(
  language: 'en' | 'zh',
  labels: readonly Sentiment[],
  count: number,
  seed: number,
): LabelledText[] {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!;
  return Array.from({ length: count }, (_, i) => {
    const label = labels[i % labels.length]!;
    const words = phrases[language][label];
    return { label, text: `${pick(words)}, ${pick(words)}` };
  });
}
