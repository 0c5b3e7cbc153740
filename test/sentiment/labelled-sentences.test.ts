import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { UserError } from '../../config/index.ts';
import { evaluateAspects, parseLabelledSentences, readLabelledProducts } from '../../sentiment/index.ts';
import { runHoldfast } from '../cli/run-holdfast.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-labelled-'));
after(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A ZIP archive as an archiver writes it. */
function zip(files: readonly { name: string; content: string; flags?: number; method?: number }[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, flags = 0, method = 8 } of files) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(Buffer.byteLength(content), 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), packed]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, end, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const content = [
  '*** Annotated by somebody',
  '[t]a title ## with marks',
  'battery life[-2], Screen[+1][u]##the battery life is poor .',
  '##nothing is said here .',
  'no sign[u]##an aspect without a polarity .',
].join('\r\n');

test('a line gives its sentence, and the aspects before the ## with their polarity', () => {
  assert.deepEqual(parseLabelledSentences(content), [
    {
      text: 'the battery life is poor .',
      aspects: [
        { name: 'battery life', polarity: 'negative' },
        { name: 'screen', polarity: 'positive' },
      ],
    },
    { text: 'nothing is said here .', aspects: [] },
    { text: 'an aspect without a polarity .', aspects: [] },
  ]);
});

test('an archive gives a product for every file with labels, packed or not', () => {
  const path = fileOf(
    'two.zip',
    zip([
      { name: 'reviews/phone.txt', content },
      { name: 'reviews/', content: '', method: 0 },
      { name: 'reviews/README.txt', content: 'a ## b' },
      { name: 'reviews/a camera.txt', content, method: 0 },
    ]),
  );
  const products = readLabelledProducts(path);
  assert.deepEqual(
    products.map(({ name, sentences }) => [name, sentences.length]),
    [
      ['a camera', 3],
      ['phone', 3],
    ],
  );
});

test('one file alone is judged by the word lists', () => {
  const { all } = evaluateAspects(readLabelledProducts(fileOf('one.txt', content)), { seed: 1 });
  assert.deepEqual([all.sentences, all.with_opinion, all.aspects, all.polarity_accuracy], [3, 1, 2, 0.5]);
  assert.equal(all.polarity_accuracy, all.polarity_by_words);
});

test('holdfast evaluate aspects prints the figures of each product and of all', () => {
  const path = fileOf('shown.txt', content);
  const json = runHoldfast(folder, ['evaluate', 'aspects', path, '--json']);
  assert.deepEqual(JSON.parse(json.output), evaluateAspects(readLabelledProducts(path), { seed: 1 }));
  const shown = runHoldfast(folder, ['evaluate', 'aspects', path]);
  assert.match(shown.output, /1 products, 3 sentences, 1 with an opinion, 2 aspects[\s\S]*polarity_accuracy/);
  const bad = runHoldfast(folder, ['evaluate', 'aspects', join(folder, 'none')]);
  assert.deepEqual([bad.code, bad.log.trim()], [1, `holdfast: there is no file ${join(folder, 'none')}`]);
});

const refused: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['a file without labels', 'just words', /no labelled sentence.*battery life/],
  ['an archive cut off', zip([{ name: 'a.txt', content }]).subarray(0, 60), /no ZIP archive.*no directory/],
  ['an encrypted archive', zip([{ name: 'a.txt', content, flags: 1 }]), /a\.txt in it is encrypted/],
  ['another way of packing', zip([{ name: 'a.txt', content, method: 12 }]), /a\.txt in it is packed by method 12/],
  ['a damaged archive', damaged(), /no ZIP archive/],
];
function damaged(): Buffer {
  const archive = zip([{ name: 'a.txt', content }]);
  return archive.fill(255, 35, 60);
}
for (const [name, bytes, message] of refused) {
  test(`${name} is refused in words`, () => {
    assert.throws(
      () => readLabelledProducts(fileOf('bad', bytes)),
      (error) => error instanceof UserError && message.test(error.message),
    );
  });
}

test('a file that is not there is refused in words', () => {
  assert.throws(() => readLabelledProducts(join(folder, 'none')), /there is no file/);
});
