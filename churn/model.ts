import type { BgNbd } from './bg-nbd.ts';
import type { Blend } from './blend.ts';
import type { DriftReference } from './drift.ts';
import type { Ensemble } from './ensemble.ts';
import type { InputStandardisation } from './examples.ts';
import type { Epoch } from './fit-network.ts';
import type { GammaGamma } from './gamma-gamma.ts';
import type { InterestModel } from './interest/interest-model.ts';
import type { LateOrders } from './late-orders.ts';
import type { SeasonalLevel } from './seasonal-level.ts';
import type { SpendSpread } from './spend-spread.ts';
import type { TasteModel } from './taste/taste-model.ts';
import type { WideModel } from './wide-model.ts';

/** A trained model of who leaves and who spends. */
export interface ChurnModel {
  /** The fingerprint of its files; `unsaved` until it is loaded from them. */
  readonly version: string;
  /** Churn means: no order in this many days. */
  readonly horizonDays: number;
  readonly trainedOn: TrainedOn;
  /** What a person should know of it: above all, when the shop is too small for the whole model and a simpler one stands in. */
  readonly notes: readonly string[];
  readonly predictor: Predictor;
  /** Rhythm and value of buying, for everything beyond the horizon. */
  readonly buying: BuyingModel;
  readonly lateOrders: LateOrders;
  /** How far spend strays from what is expected; absent without a whole horizon of outcomes, or with too few buyers in it. */
  readonly spendSpread?: SpendSpread;
  /** How events and scores were at the end of the training. */
  readonly drift: DriftReference;
  /** Each network's figures by epoch; empty for a model without networks. */
  readonly histories: readonly (readonly Epoch[])[];
}

export interface TrainedOn {
  /** Nothing at or after it was seen. RFC 3339. */
  readonly asOf: string;
  readonly customers: number;
  readonly orders: number;
  /** All randomness came from it, also which part each customer was dealt into. */
  readonly seed: number;
  /** SHA-256 of those orders and of the customers' other contacts. */
  readonly digest: string;
}

/** What makes the predictions for the horizon. */
export type Predictor = SequencePredictor | LogisticPredictor | { readonly kind: 'bg_nbd' };

/** GRU networks over orders and contacts blended with regressions over the customer's features. */
export interface SequencePredictor {
  readonly kind: 'sequence';
  readonly inputs: InputOptions;
  /** Per part of the customers, fitted to the others. */
  readonly interestOfOthers: readonly InterestModel[];
  readonly standardisation: InputStandardisation;
  readonly wide: WideModel;
  /** Per part of the customers, fitted to the others. */
  readonly wideOfOthers: readonly WideModel[];
  readonly ensemble: Ensemble;
  /** Its intercept is that of an ordinary season. */
  readonly blend: Blend;
  readonly spend: SpendBlend;
  readonly seasonal: SeasonalLevel;
}

/** The regressions alone. */
export interface LogisticPredictor {
  readonly kind: 'rfm_logistic';
  readonly inputs: InputOptions;
  /** Per part of the customers, fitted to the others. */
  readonly interestOfOthers: readonly InterestModel[];
  readonly standardisation: InputStandardisation;
  readonly wide: WideModel;
  /** Per part of the customers, fitted to the others. */
  readonly wideOfOthers: readonly WideModel[];
  readonly slope: number;
  readonly intercept: number;
  readonly spend: SpendBlend;
}

export interface InputOptions {
  readonly mostSteps: number;
  /** Whether the season is shown to the networks. */
  readonly seasons: boolean;
  readonly interest: InterestModel;
  /** Absent where it is not asked. */
  readonly taste?: TasteModel;
}

/** Expected spend = scale · P(order) · (networkShare · networks + (1 − networkShare) · regression). */
export interface SpendBlend {
  readonly networkShare: number;
  readonly scale: number;
}

export interface BuyingModel {
  readonly purchases: BgNbd;
  /** Absent when too few customers came back. */
  readonly values?: GammaGamma;
  /** Stands in for `values`. */
  readonly meanOrderValue: number;
}
