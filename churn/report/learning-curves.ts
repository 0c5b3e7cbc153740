import { lineChart, type ReportSection } from '../../evaluation/index.ts';
import type { Epoch } from '../fit-network.ts';

/** Loss and accuracy by epoch, mean over the networks that ran so long. */
export async function learningCurves(histories: readonly (readonly Epoch[])[]): Promise<ReportSection> {
  const heading = 'How the networks learnt';
  const epochs = Math.max(0, ...histories.map((history) => history.length));
  if (epochs === 0)
    return { heading, words: ['No network was trained: the shop has too few customers or days.'], content: [] };
  const mean = (figure: keyof Epoch) =>
    Array.from({ length: epochs }, (_, epoch) => {
      const there = histories.flatMap((history) => history[epoch] ?? []);
      return { x: epoch + 1, y: there.reduce((sum, values) => sum + values[figure], 0) / there.length };
    });
  const chart = (title: string, yTitle: string, shares: 'y' | 'none', learnt: keyof Epoch, held: keyof Epoch) =>
    lineChart({
      title,
      xTitle: 'epoch',
      yTitle,
      shares,
      series: [
        { name: 'customers learnt from', points: mean(learnt) },
        { name: 'customers held back (validation)', points: mean(held) },
      ],
    });
  return {
    heading,
    words: [
      `${histories.length === 1 ? 'One network. It is' : `Mean over ${histories.length} networks. Each one is`} kept as it was at its lowest validation loss, so that it stops before it learns by heart.`,
    ],
    content: await Promise.all([
      chart('Loss', 'mean cross-entropy', 'none', 'loss', 'validationLoss'),
      chart('Accuracy', 'share on the right side of one half', 'none', 'accuracy', 'validationAccuracy'),
    ]),
  };
}
