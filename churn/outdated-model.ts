import { UserError } from '../config/index.ts';

/** The saved model was written in a format that this Holdfast no longer reads; a training replaces it. */
export class OutdatedModelError extends UserError {
  readonly format: number;

  constructor(dataDir: string, found: number, known: number) {
    super(
      `the churn model in ${dataDir} has format ${found}, and this Holdfast reads ${known}: run “holdfast train” again`,
    );
    this.name = 'OutdatedModelError';
    this.format = found;
  }
}
