import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTerminal } from '../../cli/terminal.ts';

function recorded(isTTY: boolean) {
  const written: string[] = [];
  return { stream: { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream, written };
}

test('a step in a log shows its count and the time left every few seconds, and ends with a line', async () => {
  let now = 0;
  const output = recorded(false);
  const log = recorded(false);
  const terminal = createTerminal(output.stream, log.stream, () => now);
  await terminal.step('reading', async (progress) => {
    progress(10, 100, 'rows');
    now = 6000;
    progress(25, 100, 'rows');
    now = 7000;
    progress(30, 100, 'rows');
    now = 24_000;
    progress(100, 100, 'rows');
  });
  assert.deepEqual(log.written, [
    'reading: 25 of 100 rows, 6.0 s, about 18 s left\n',
    'reading: 100 of 100 rows, 24 s, about 0.0 s left\n',
    'reading: done, 100 of 100 rows, 24 s\n',
  ]);
  assert.deepEqual(output.written, []);
});

test('when a step counts something else, the time left follows its pace', async () => {
  let now = 0;
  const log = recorded(false);
  const terminal = createTerminal(recorded(false).stream, log.stream, () => now);
  await terminal.step('training', async (progress) => {
    now = 60_000;
    progress(4, 4, 'windows');
    now = 70_000;
    progress(1, 5, 'parts');
  });
  assert.equal(log.written[1], 'training: 1 of 5 parts, 70 s, about 40 s left\n');
});

test('results go to standard output, one JSON value alone under --json', () => {
  const output = recorded(false);
  const terminal = createTerminal(output.stream, recorded(false).stream, () => 0);
  terminal.printJson({ a: [1] });
  assert.deepEqual(JSON.parse(output.written.join('')), { a: [1] });
});
