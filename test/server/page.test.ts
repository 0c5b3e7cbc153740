import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contactOf, customer, waitingDraft } from '../retention/an-outbox.ts';
import { linkOf, oneClick, openService } from './a-service.ts';

test('a page speaks the reader’s language, else the shop’s', async () => {
  for (const [locale, wanted, language] of [
    ['en-GB', undefined, 'en'],
    ['zh-CN', undefined, 'zh'],
    ['en-GB', 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh-CN', 'en-US,en;q=0.9', 'en'],
    ['zh-CN', 'fr, en;q=0.2, zh;q=0.4', 'zh'],
    ['zh-CN', 'fr', 'zh'],
    ['en-GB', 'zh;q=0', 'en'],
    ['en-GB', ';;q=,,*;q=x', 'en'],
  ] as const) {
    const service = await openService({ locale });
    const link = service.url + linkOf(waitingDraft(service.store, customer(0)));
    const headers = wanted === undefined ? {} : { 'Accept-Language': wanted };
    for (const [address, given, words] of [
      [link, {}, { en: /Press the button/, zh: /点击下面的按钮/ }],
      [link, oneClick, { en: /You are unsubscribed/, zh: /您已退订/ }],
      [`${link}x`, {}, { en: /does not work/, zh: /此链接无效/ }],
    ] as const) {
      const response = await fetch(address, { ...given, headers });
      const text = await response.text();
      assert.match(text, new RegExp(`<html lang="${language}">`), `${locale} ${wanted}`);
      assert.equal(response.headers.get('content-language'), language);
      assert.match(text, words[language]);
    }
    await service.close();
  }
});

test('a page has one button and no script, loads nothing, is kept nowhere, and names nobody', async () => {
  const service = await openService();
  const link = service.url + linkOf(waitingDraft(service.store, customer(0)));
  for (const [address, given, buttons] of [
    [link, {}, 1],
    [link, oneClick, 0],
    [`${link}x`, {}, 0],
    [`${link}x`, oneClick, 0],
    [link, { method: 'PUT' }, 0],
  ] as const) {
    const response = await fetch(address, given);
    const text = await response.text();
    assert.equal(text.match(/<button>/g)?.length ?? 0, buttons);
    assert.doesNotMatch(text, /<script|<img|<link|src=|https?:|javascript:| on\w+=/i);
    assert.ok(!text.includes(contactOf(customer(0)).email!) && !text.includes(link.split('/').at(-1)!));
    assert.ok(buttons === 0 || text.includes('Elm &amp; Sons'), 'the name of the shop is text, not HTML');
    const headers = Object.fromEntries(response.headers);
    assert.equal(headers['cache-control'], 'no-store');
    assert.match(headers['x-robots-tag']!, /noindex/);
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.match(
      headers['content-security-policy']!,
      /^default-src 'none';.*form-action 'self'.*frame-ancestors 'none'/,
    );
  }
  await service.close();
});

test('the page’s own button sends what a mail program sends', async () => {
  const service = await openService();
  const link = service.url + linkOf(waitingDraft(service.store, customer(0)));
  const text = await (await fetch(link)).text();
  assert.match(text, /<form method="post"><input/, 'to its own address');
  const [, name, value] = /<input type="hidden" name="([^"]+)" value="([^"]+)">/.exec(text)!;
  assert.deepEqual([name, value], ['List-Unsubscribe', 'One-Click']);
  await service.close();
});

test('the log holds one line a request, and no token, address, path or header of the caller', async () => {
  const service = await openService();
  const link = service.url + linkOf(waitingDraft(service.store, customer(0)));
  const headers = { 'User-Agent': 'canary-agent', 'X-Request-Id': 'canary-id', Cookie: 'canary=1' };
  await fetch(`${link}?email=canary@customer.example`, { headers });
  await fetch(link, { ...oneClick, headers });
  await fetch(`${link}x`, { headers });
  await fetch(`${service.url}/events`, { method: 'POST', body: 'canary@customer.example', headers });
  await fetch(`${service.url}/healthz`, { headers });
  assert.deepEqual(
    service.lines.map(({ method, route, status }) => `${method} ${route} ${status}`),
    ['GET unsubscribe 200', 'POST unsubscribe 200', 'GET unsubscribe 404', 'POST events 401', 'GET healthz 200'],
  );
  const log = JSON.stringify(service.lines);
  for (const secret of ['canary', 'customer.example', link.split('/').at(-1)!.slice(3, 20), '127.0.0.1'])
    assert.ok(!log.includes(secret), secret);
  await service.close();
});
