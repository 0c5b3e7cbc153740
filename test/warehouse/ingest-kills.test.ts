import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { killAtStep, type Scene, setScene } from './kills.ts';

let scene: Scene;
before(async () => {
  scene = await setScene('events.csv');
});
after(() => scene.close());

/** The steps at which a kill would hurt most; `npm run test:long` takes them all, and other files. */
const sample = [
  /^mkdir/,
  /^file write/,
  /^CREATE TEMP TABLE staged/,
  /^INSERT INTO events/,
  /^rename/,
  /^COMMIT/,
  /^after COMMIT/,
];

for (const label of sample) {
  test(`a reading that is killed at ${label.source.slice(1)} changes all or nothing, and the next one ends as if it had not been`, async () => {
    const step = scene.steps.findIndex((one) => label.test(one)) + 1;
    assert.ok(step > 0, scene.steps.join('\n'));
    await killAtStep(scene, step);
  });
}
