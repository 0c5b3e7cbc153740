import type { Model } from './model.ts';
import type { ModelFault } from './model-reply.ts';

const failuresBeforeRest = 3;
const restMilliseconds = 60_000;

/** The endpoint's own failures. A rate limit, or an answer that cannot be used, says that it is there. */
const failures: readonly ModelFault[] = ['no_answer', 'broken'];

/**
 * The model, left alone for a minute after three questions in a row that the endpoint failed: a segment of thousands does not wait for each of them.
 * After the rest one more failure starts the next rest; an answer ends it.
 */
export function restAfterFailures(model: Model, clock: () => Date): Model {
  let inARow = 0;
  let restsUntil = 0;
  return {
    name: model.name,
    async ask(question) {
      if (clock().getTime() < restsUntil) {
        const detail = `the endpoint failed ${failuresBeforeRest} times in a row and is left alone for a minute`;
        return { ok: false, fault: 'no_answer', detail, attempts: 0 };
      }
      const reply = await model.ask(question);
      const failed = !reply.ok && failures.includes(reply.fault) && !question.signal?.aborted;
      if (!failed) inARow = 0;
      else if (++inARow >= failuresBeforeRest) restsUntil = clock().getTime() + restMilliseconds;
      return reply;
    },
  };
}
