import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { captionsOf } from '../../../embeddings/text/captions.ts';
import { productText } from '../../../embeddings/text/product-text.ts';
import type { Product, ProductId } from '../../../warehouse/index.ts';

/** Pictures whose address says `broken` are refused, and all of them by an endpoint without eyes. */
let sees = true;
let status = 400;
const asked: string[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const [, picture] = JSON.parse(body).messages[0].content;
  const { url } = picture.image_url;
  asked.push(url);
  const good = sees && !url.includes('broken');
  response.writeHead(good ? 200 : status, { 'content-type': 'application/json', 'retry-after-ms': '1' });
  const answer = { choices: [{ message: { role: 'assistant', content: ` A picture\tof ${url}\n` } }] };
  response.end(JSON.stringify(good ? answer : { error: { message: 'no pictures' } }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const settings = { baseUrl: `http://127.0.0.1:${port}/v1`, model: 'eyes', timeoutSeconds: 5 };
const folders: string[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-captions-'));
  folders.push(folder);
  asked.length = 0;
  sees = true;
  status = 400;
});
after(() => {
  server.closeAllConnections();
  server.close();
  for (const one of folders) rmSync(one, { recursive: true });
});

function productsWith(...images: (string | null)[]): Product[] {
  return images.map((imageUrl, index) => ({
    productId: `p${index}` as ProductId,
    title: 'Cup',
    category: null,
    brand: 'Acme',
    description: null,
    price: null,
    stock: null,
    cost: null,
    imageUrl,
  }));
}

test('pictures are told in words once, become part of the text, and one that is refused does without', async () => {
  const products = productsWith('http://shop/a.jpg', null, 'http://shop/broken.jpg', 'http://shop/b.jpg');
  const captions = await captionsOf(products, settings, folder);
  assert.deepEqual([...captions.keys()], ['p0', 'p3']);
  assert.match(
    productText(products[0]!, captions.get(products[0]!.productId)),
    /^Cup\. Acme\. A picture.of http:\/\/shop\/a\.jpg$/,
  );
  asked.length = 0;
  const again = await captionsOf(products, settings, folder);
  assert.deepEqual([...again.keys()], ['p0', 'p3']);
  assert.deepEqual(asked, ['http://shop/broken.jpg']);
});

test('an endpoint without eyes is asked three times and left alone', async () => {
  sees = false;
  const products = productsWith(...Array.from({ length: 10 }, (_, n) => `http://shop/${n}.jpg`));
  assert.equal((await captionsOf(products, settings, folder)).size, 0);
  assert.equal(asked.length, 3);
});

test('an endpoint that stays broken is left alone after its retries, and what is known is kept', async () => {
  await captionsOf(productsWith('http://shop/0.jpg'), settings, folder);
  sees = false;
  status = 500;
  asked.length = 0;
  const captions = await captionsOf(
    productsWith('http://shop/0.jpg', 'http://shop/1.jpg', 'http://shop/2.jpg'),
    settings,
    folder,
  );
  assert.deepEqual([...captions.keys()], ['p0']);
  assert.deepEqual(new Set(asked), new Set(['http://shop/1.jpg']));
  assert.equal(asked.length, 4);
});
