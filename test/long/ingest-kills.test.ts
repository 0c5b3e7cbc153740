import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../config/index.ts';
import { killAtMoment, killAtStep, setScene } from '../warehouse/kills.ts';
import { shopFiles } from '../warehouse/shop-files.ts';

for (const name of Object.keys(shopFiles) as (keyof typeof shopFiles)[]) {
  test(`${name}: killed at every one of its steps, a reading changes all or nothing, and the next one is whole`, async () => {
    const scene = await setScene(name);
    try {
      assert.ok(scene.steps.length > 25, scene.steps.join('\n'));
      for (let step = 1; step <= scene.steps.length; step++) await killAtStep(scene, step);
    } finally {
      scene.close();
    }
  });

  test(`${name}: killed at a hundred random moments, too`, async () => {
    const scene = await setScene(name);
    const random = seededRandom(3);
    try {
      for (let kill = 0; kill < 100; kill++) await killAtMoment(scene, random() * 1.1 * scene.duration);
    } finally {
      scene.close();
    }
  });
}
