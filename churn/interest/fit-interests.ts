import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Progress } from '../../config/index.ts';
import { folds } from '../customer-folds.ts';
import type { History } from '../history.ts';
import { type Snapshot, selectCustomers } from '../snapshot.ts';
import { weeksToFit } from './fit-interest.ts';
import type { FitRequest } from './fit-thread.ts';
import type { InterestModel } from './interest-model.ts';

export interface InterestModels {
  readonly interest: InterestModel;
  /** For each part of the customers one that was fitted to the others. When things are bought again is counted over everybody. */
  readonly ofOthers: readonly InterestModel[];
}

/** Fits the model of interest to the snapshot's customers, and to those of all parts but one, each on a thread of its own. The same history and seed give the same numbers. */
export async function fitInterests(
  history: History,
  snapshot: Snapshot,
  foldOf: (customerIndex: number) => number,
  options: { readonly horizonDays: number; readonly seed: number; readonly onProgress: Progress },
): Promise<InterestModels> {
  const { horizonDays, seed, onProgress } = options;
  const parts = [
    snapshot,
    ...Array.from({ length: folds }, (_, fold) => {
      const others = [...snapshot.customer.keys()].filter((row) => foldOf(snapshot.customer[row]!) !== fold);
      return selectCustomers(snapshot, others);
    }),
  ];
  const models: InterestModel[] = [];
  const open = parts.entries();
  let done = 0;
  const fitOnThread = async () => {
    const thread = new Worker(new URL(`./fit-thread${extname(import.meta.filename)}`, import.meta.url), {
      execArgv: [],
    });
    try {
      for (const [part, customers] of open) {
        const request: FitRequest = { weeks: weeksToFit(history, customers), horizonDays, seed };
        thread.postMessage(request);
        [models[part]] = (await once(thread, 'message')) as [InterestModel];
        onProgress(++done, parts.length, 'models of interest');
      }
    } finally {
      await thread.terminate();
    }
  };
  const threads = Math.min(parts.length, availableParallelism());
  await Promise.all(Array.from({ length: threads }, fitOnThread));
  const [interest, ...ofOthers] = models as [InterestModel, ...InterestModel[]];
  return { interest, ofOthers };
}
