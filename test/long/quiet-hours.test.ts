import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../config/index.ts';
import { sendThrough, zones } from '../retention/quiet-days.ts';

test('400 simulated days in 40 zones: nothing is sent in quiet hours, nothing is lost, nothing doubled', async () => {
  assert.equal(zones.length, 40);
  const sent = await sendThrough(400, zones, { from: '21:00', to: '08:00' }, seededRandom(1));
  assert.ok(sent > 15_900, `${sent} sent`);
});
