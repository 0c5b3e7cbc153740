import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withoutValues } from '../../cli/without-values.ts';

/** What an error's message may have picked up on its way: of every kind one that stands nowhere else. */
const canaries = {
  email: 'quillon.7@private.example',
  email_in_brackets: '<zembrano@private.example>',
  mailto: 'mailto:quillon@private.example',
  phone: '+44-7700-900123',
  phone_in_digits: '13800138000',
  first_name: 'Quillon',
  last_name: 'Zembrano-Pérez',
  full_name: 'Łukasz O’Zembrano',
  chinese_name: '李雷雷',
  japanese_name: 'さくら',
  arabic_name: 'محمد',
  cyrillic_name: 'Кирилл',
  accented_name: 'zoë',
  address: '17 Canary-Wharf Lane',
  chinese_address: '北京市朝阳区金丝雀路7号',
  postcode: 'QX17 7ZZ',
  coupon: 'HF-7KQ2M-9XWPT-4ZB8N-CANRY',
  lower_case_coupon: 'hf7kq2m9xwpt4zb8ncanry',
  unsubscribe_token: 'eyJjdXN0b21lciI6ImM3In0.c2lnbmF0dXJl',
  link: 'https://elm.example/unsubscribe/abcdef',
  relative_link: '/unsubscribe/abcdefgh',
  api_key: 'sk-canary0123456789abcdef',
  long_lower_case_key: 'abcdefghijklmnopqrstuvwxyzcanary',
  bearer: 'Bearer-cAnArY',
  authorization: 'Authorization:Basic-Y2FuYXJ5',
  smtp_password: 'c4n4ry!pass',
  webhook_secret: 'whsec_Q0FOQVJZ',
  database_url: 'postgres://canary:hunter@db.example/shop',
  qdrant_url: 'http://user:canary@127.0.0.1:6333',
  query_string: 'api_key=canary',
  json: '{"first_name":"canary"}',
  quoted: "'canary in quotes'",
  double_quoted: '"canary in double quotes"',
  curly_quoted: '“canary in curly quotes”',
  back_quoted: '`canary in back quotes`',
  customer_id: 'c17850',
  order_id: 'order#536365',
  amount: '£1,234.56',
  birthday: '1984-02-29',
  ip: '203.0.113.7',
  card: '4111-1111-1111-1111',
  path: '/home/quillon/orders.csv',
  user_agent: 'Mozilla/5.0',
  time_zone: 'Europe/Canary',
};
/** The parts that must not be seen, without the quotes around them. */
const parts = Object.entries(canaries).map(
  ([kind, value]) => [kind, value.replace(/^['"“`<{]|['"”`>}]$/gu, '')] as const,
);

function assertNone(text: string): void {
  for (const [kind, value] of parts) assert.ok(!text.includes(value), `${kind}: ${value} in ${text}`);
}

test('of 44 kinds of canaries none stays in the message of an error that nobody foresaw, wherever it stands in it', () => {
  assert.ok(parts.length >= 40);
  for (const value of Object.values(canaries)) {
    for (const message of [
      value,
      `could not read ${value}`,
      `${value} was refused`,
      `no row (${value}), try again`,
      `a\n${value}`,
      `key=${value}`,
    ]) {
      assertNone(withoutValues(message));
    }
  }
});

test('what is left of a message still says what happened', () => {
  assert.equal(
    withoutValues("Conversion Error: could not convert string 'Ann' to a date"),
    '… Error: could not convert string … to a date',
  );
  assert.equal(withoutValues('database or disk is full'), 'database or disk is full');
});

const folder = mkdtempSync(join(tmpdir(), 'holdfast-faults-'));
after(() => rmSync(folder, { recursive: true }));

for (const where of ['step', 'timer', 'rejection', 'string']) {
  for (const debug of [[], ['--debug']]) {
    test(`an error that is thrown in a ${where} shows no canary${debug.length > 0 ? ' under --debug' : ''}, and leaves no dump`, () => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(import.meta.dirname, 'throw-in-a-child.ts'), where, ...debug],
        {
          cwd: folder,
          // Even where whoever runs it asks for reports, which would hold the environment: keys among it.
          env: {
            PATH: process.env.PATH,
            NODE_OPTIONS: '--report-uncaught-exception',
            OPENAI_API_KEY: canaries.api_key,
            MESSAGE: `it broke at ${Object.values(canaries).join(' and ')}\n    at forged (${canaries.path}:1:1)`,
          },
          encoding: 'utf8',
          timeout: 30_000,
        },
      );
      const said = stdout + stderr;
      assertNone(said);
      assert.doesNotMatch(said, /^ +at forged/m);
      assert.equal(status, 2, said);
      assert.match(
        stderr,
        where === 'string' ? /holdfast failed: it broke at/ : /holdfast failed: TypeError ERR_CANARY it broke at/,
      );
      assert.equal(
        /^ {4}at .*throw-in-a-child\.ts:\d+:\d+/m.test(stderr),
        debug.length > 0 && where !== 'string',
        stderr,
      );
      assert.deepEqual(readdirSync(folder), []);
    });
  }
}
