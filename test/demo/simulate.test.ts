import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type ShopOrder, simulateShop } from '../../demo/index.ts';

const shop = simulateShop({ seed: 7 });

const buyers = shop.customers.filter((customer) => customer.latent.orders.length > 0);
const orders = buyers.flatMap((customer) => customer.latent.orders);
const share = <T>(items: readonly T[], holds: (item: T) => boolean) => items.filter(holds).length / items.length;
const within = (value: number, low: number, high: number) =>
  assert.ok(value >= low && value <= high, `${value} is not between ${low} and ${high}`);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('the same seed gives the same shop, another seed another one', () => {
  const digest = (seed: number) =>
    createHash('sha256')
      .update(JSON.stringify(simulateShop({ seed, customers: 120, days: 200 })))
      .digest('hex');
  assert.equal(digest(3), digest(3));
  assert.notEqual(digest(3), digest(4));
});

test('a shop has three thousand customers when nothing else is said', () => {
  assert.equal(shop.customers.length, 3000);
});

test('progress is told up to the last customer', () => {
  const told: [number, number, string][] = [];
  simulateShop({ seed: 1, customers: 150, days: 60, onProgress: (...progress) => told.push(progress) });
  assert.deepEqual(told, [
    [100, 150, 'customers'],
    [150, 150, 'customers'],
  ]);
});

test('options that make no sense are refused with the value', () => {
  assert.throws(() => simulateShop({ seed: 1.5 }), /whole number, not 1.5/);
  assert.throws(() => simulateShop({ seed: 1, customers: 0 }), /customers.*not 0/);
  assert.throws(() => simulateShop({ seed: 1, days: -3 }), /days.*not -3/);
  assert.throws(() => simulateShop({ seed: 1, endDate: new Date('2026-06-01T10:00:00Z') }), /midnight/);
});

test('the catalogue has some 300 products of ten departments, with unique ids and titles, and prices above costs', () => {
  assert.equal(shop.products.length, 300);
  assert.equal(new Set(shop.products.map((product) => product.category)).size, 10);
  assert.equal(new Set(shop.products.map((product) => product.productId)).size, 300);
  assert.equal(new Set(shop.products.map((product) => product.title)).size, 300);
  assert.ok(shop.products.every((product) => product.cost > 0 && product.cost < product.price));
  within(
    share(shop.products, (product) => product.latent.lastsDays > 0),
    0.3,
    0.5,
  );
  within(
    share(shop.products, (product) => product.stock === 0),
    0.02,
    0.12,
  );
  assert.equal(shop.products.filter((product) => product.latent.defectRate > 0.1).length, 7);
});

test('addresses belong to example domains, telephone numbers to fictional ranges, each given once', () => {
  const emails = shop.customers.map((customer) => customer.email);
  assert.ok(emails.every((email) => /^[a-z.]+\d+@(example\.(com|org|net)|[a-z]+\.example)$/.test(email)));
  assert.equal(new Set(emails).size, emails.length);
  const phones = shop.customers.map((customer) => customer.phone).filter((phone) => phone !== '');
  assert.ok(phones.length > 500);
  assert.equal(new Set(phones).size, phones.length);
  const british = /^\+44(7700900|2079460|1[13456]\d4960)\d{3}$|^\+441[1-6]14960\d{3}$/;
  assert.ok(phones.every((phone) => british.test(phone) || /^\+1\d{3}55501\d{2}$/.test(phone)));
});

test('customers write English, Chinese and other languages, and most agreed to e-mail', () => {
  within(
    share(shop.customers, (customer) => customer.locale === 'zh-CN'),
    0.25,
    0.4,
  );
  within(
    share(shop.customers, (customer) => customer.locale.startsWith('en')),
    0.45,
    0.65,
  );
  within(
    share(shop.customers, (customer) => customer.emailConsent === true),
    0.55,
    0.8,
  );
  assert.ok(share(shop.customers, (customer) => customer.emailConsent === false) > 0.1);
  assert.ok(share(shop.customers, (customer) => customer.emailConsent === null) > 0.05);
});

test('orders come in believable numbers', () => {
  within(buyers.length, 2850, 2960);
  within(orders.length / buyers.length, 3, 8);
  within(
    share(buyers, (customer) => customer.latent.orders.length > 1),
    0.55,
    0.8,
  );
  const lines = shop.events.filter((event) => event.type === 'order_completed');
  within(lines.length / orders.length, 1.5, 3);
  within(lines.reduce((sum, line) => sum + line.quantity! * line.unitPrice!, 0) / orders.length, 30, 90);
  assert.deepEqual(new Set(lines.map((line) => line.channel)), new Set(['web', 'app', 'store']));
});

test('between 30 and 60 of a hundred customers do not order in the 90 days after a cutoff in the middle', () => {
  for (const cutoff of [180, 270, 360]) {
    const known = buyers.filter((customer) => customer.latent.orders[0]!.day < cutoff);
    const left = share(known, (customer) =>
      customer.latent.orders.every((order) => order.day < cutoff || order.day >= cutoff + 90),
    );
    within(left, 0.3, 0.6);
  }
});

test('Sundays are busiest, the weeks before Christmas busier than the summer, and Singles’ Day is Chinese', () => {
  const dates = orders.map((order) => new Date(shop.start + order.day * 86_400_000));
  const perWeekday = [0, 1, 2, 3, 4, 5, 6].map((day) => dates.filter((date) => date.getUTCDay() === day).length);
  assert.equal(perWeekday.indexOf(Math.max(...perWeekday)), 0);
  const ofDays = (from: string, to: string, chinese?: boolean) =>
    buyers
      .filter((customer) => chinese === undefined || customer.chinese === chinese)
      .flatMap((customer) => customer.latent.orders)
      .filter(({ day }) => {
        const date = new Date(shop.start + day * 86_400_000).toISOString().slice(0, 10);
        return date >= from && date < to;
      }).length;
  const advent = ofDays('2025-11-24', '2025-12-21') / 27;
  const summer = ofDays('2025-07-01', '2025-09-01') / 62;
  assert.ok(advent > 1.6 * summer, `${advent} orders a day against ${summer}`);
  const singlesDay = (chinese: boolean) =>
    ofDays('2025-11-09', '2025-11-13', chinese) / 4 / (ofDays('2025-10-01', '2025-11-01', chinese) / 31);
  assert.ok(singlesDay(true) > 1.15 * singlesDay(false), `${singlesDay(true)} against ${singlesDay(false)}`);
});

test('a bad experience with the first order drives customers away, and a late parcel is likelier before Christmas', () => {
  const goneAfter = (experience: ShopOrder['experience']) => {
    const had = buyers.filter(
      ({ latent }) => latent.orders[0]!.experience === experience && latent.orders[0]!.day < 400,
    );
    return share(had, ({ latent }) => latent.states[latent.orders[0]!.day + 60] === 3);
  };
  assert.ok(
    goneAfter('defective') > goneAfter('fine') + 0.15,
    `${goneAfter('defective')} against ${goneAfter('fine')}`,
  );
  assert.ok(goneAfter('fine') > goneAfter('delighted'));
  const late = (months: readonly number[]) =>
    share(
      orders.filter((order) => months.includes(new Date(shop.start + order.day * 86_400_000).getUTCMonth())),
      (order) => order.experience === 'late',
    );
  assert.ok(late([11]) > 1.5 * late([3, 4, 5]));
});

test('who is gone opens few newsletters and seldom visits: remaining interest can be seen', () => {
  const rate = (state: number, bit: number, among: number) => {
    let seen = 0;
    let days = 0;
    for (const { latent } of buyers) {
      latent.activity.forEach((bits, day) => {
        if (day <= latent.joinedDay || latent.states[day] !== state || (bits & among) !== among) return;
        days++;
        if (bits & bit) seen++;
      });
    }
    return seen / days;
  };
  assert.ok(rate(0, 2, 1) > 4 * rate(3, 2, 1)); // opened, of the mailed
  assert.ok(rate(0, 16, 0) > 4 * rate(3, 16, 0)); // visited
});

test('what is used up is bought again when it runs out', () => {
  const gaps: number[] = [];
  for (const { latent } of buyers) {
    const bought = new Map<number, { day: number; lasts: number }>();
    for (const order of latent.orders) {
      order.products.forEach((product, line) => {
        const lasts = shop.products[product]!.latent.lastsDays * order.quantities[line]!;
        const before = bought.get(product);
        if (before !== undefined) gaps.push((order.day - before.day) / before.lasts);
        if (lasts > 0) bought.set(product, { day: order.day, lasts });
      });
    }
  }
  const about = (low: number, high: number) => share(gaps, (gap) => gap >= low && gap < high);
  assert.ok(about(0.75, 1.25) > 2 * about(0.25, 0.75), `${about(0.75, 1.25)} against ${about(0.25, 0.75)}`);
});

test('tastes are chances, and customers differ in them', () => {
  for (const { latent } of shop.customers.slice(0, 50)) within(mean([...latent.taste]) * 300, 0.999999, 1.000001);
  const favourite = shop.customers.map(({ latent }) => latent.taste.indexOf(Math.max(...latent.taste)));
  assert.ok(new Set(favourite).size > 100);
});

test('events are in order of time, lie within the shop’s days, and everything with an order comes after that order', () => {
  const first = new Map<string, number>();
  let before = 0;
  for (const event of shop.events) {
    assert.ok(event.time >= before && event.time >= shop.start && event.time < shop.start + shop.days * 86_400_000);
    assert.ok(Number.isInteger(event.time / 1000));
    before = event.time;
    if (event.orderId === undefined) continue;
    if (event.type === 'order_completed' || event.type === 'coupon_redeemed') first.set(event.orderId, event.time);
    else assert.ok(first.get(event.orderId)! < event.time, `${event.type} of ${event.orderId}`);
  }
  assert.equal(first.size, orders.length);
});

test('newsletters go only to those who agreed and have not unsubscribed', () => {
  const unsubscribed = new Set<number>();
  for (const event of shop.events) {
    if (event.type === 'email_sent') {
      assert.ok(!unsubscribed.has(event.customer));
      if (shop.customers[event.customer]!.emailConsent !== true) {
        assert.ok(shop.customers[event.customer]!.latent.activity.some((bits) => bits & 8));
      }
    }
    if (event.type === 'unsubscribed') {
      unsubscribed.add(event.customer);
      assert.equal(shop.customers[event.customer]!.emailConsent, false);
    }
  }
  assert.ok(unsubscribed.size > 50);
});
