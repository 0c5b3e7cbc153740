import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { Config, loadConfig, UserError } from '../../config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-config-'));
after(() => rmSync(folder, { recursive: true }));

function load(yaml: string, environment: NodeJS.ProcessEnv = {}): Config {
  const path = join(folder, 'holdfast.yaml');
  writeFileSync(path, yaml);
  return loadConfig(path, true, environment);
}

const refusal = (pattern: RegExp) => (error: Error) => error instanceof UserError && pattern.test(error.message);

test('the commented example file states exactly the defaults', () => {
  const example = resolve(import.meta.dirname, '../../config/holdfast.example.yaml');
  assert.deepEqual(loadConfig(example, true, {}), Config.parse({}));
});

test('without a file every key has its default', () => {
  const config = loadConfig(join(folder, 'nowhere.yaml'), false, {});
  assert.equal(config.data_dir, '.holdfast');
  assert.equal(config.model, undefined);
});

test('a file that was asked for by name and is missing is an error', () => {
  assert.throws(() => loadConfig(join(folder, 'nowhere.yaml'), true, {}), refusal(/nowhere\.yaml cannot be read/));
});

test('an error names the key, what it got and what it accepts', () => {
  assert.throws(
    () => load('shop: {time_zone: Mars/Olympus}'),
    refusal(/shop\.time_zone: an IANA time zone.*“?"Mars\/Olympus"/),
  );
  assert.throws(() => load('churn: {horizon_days: 3}'), refusal(/churn\.horizon_days:.*7.*it is 3/));
  assert.throws(() => load('shop: {currency: pounds}'), refusal(/shop\.currency: an ISO 4217 code.*"pounds"/));
});

test('an unknown key is refused by its name', () => {
  assert.throws(() => load('churn: {horizon: 90}'), refusal(/churn: .*horizon/));
});

test('several wrong settings are told at once', () => {
  assert.throws(() => load('seed: x\nchurn: {horizon_days: 1}'), refusal(/2 wrong settings/));
});

test('YAML that cannot be read says where', () => {
  assert.throws(() => load('shop: [1, 2'), refusal(/not valid YAML.*line 1/));
  assert.throws(() => load('- 1'), refusal(/must hold keys and values/));
});

test('a policy whose action names a missing offer is refused with the rule', () => {
  assert.throws(
    () => load('policy: {actions: [{name: hello, offers: [gift]}]}'),
    refusal(/line 1, policy\.actions\.0\.offers: there is no offer gift/),
  );
});

test('a policy that cannot be kept is refused with the rule and the line', () => {
  const offers = (offer: string) => `policy:
  margin: 0.4
  offers:
    - { name: no_offer, kind: none, saved_share: 0.04 }
    - ${offer}
  actions: [{ name: hello, offers: [no_offer] }]
`;
  for (const [offer, message] of [
    [
      '{ name: deep, kind: percentage, percent: 35, at_most: 15, saved_share: 0.1 }',
      /line 5, policy\.offers\.1: it leaves 0\.05 of the order .* margin_floor is 0\.1/,
    ],
    [
      '{ name: ten, kind: amount, amount: 10, minimum_order: 25, saved_share: 0.1 }',
      /line 5, policy\.offers\.1: it leaves 0 of the order .* margin_floor/,
    ],
    [
      '{ name: dear, kind: amount, amount: 600, minimum_order: 9000, saved_share: 0.1 }',
      /line 5, policy\.offers\.1: one use may cost 600, and budget is 500/,
    ],
  ] as const)
    assert.throws(() => load(offers(offer)), refusal(message), offer);
  assert.doesNotThrow(() =>
    load(offers('{ name: ten, kind: percentage, percent: 30, at_most: 15, saved_share: 0.1 }')),
  );
  const rule = (given: string) => `policy:\n  two_approvers_from: 50\n  auto_approve:\n    - ${given}\n`;
  assert.throws(
    () => load(rule('{ action: sing, cost_at_most: 5, per_day: 10 }')),
    refusal(/line 4, policy\.auto_approve\.0\.action: there is no action sing/),
  );
  assert.throws(
    () => load(rule('{ action: win_back, cost_at_most: 50, per_day: 10 }')),
    refusal(/line 4, policy\.auto_approve\.0\.cost_at_most: must stay below two_approvers_from 50/),
  );
});

test('the environment sets the model and the store, and wins over the file', () => {
  const config = load('model: {base_url: "https://file.example/v1", name: from-file}', {
    OPENAI_BASE_URL: 'http://localhost:1234/v1',
    QDRANT_URL: 'http://localhost:6333',
  });
  assert.equal(config.model?.base_url, 'http://localhost:1234/v1');
  assert.equal(config.model?.name, 'from-file');
  assert.deepEqual(config.vectors, {
    store: 'qdrant',
    url: 'http://localhost:6333',
    prefix: 'holdfast',
    quantisation: 'none',
  });
});

test('a model name alone makes no endpoint', () => {
  assert.equal(load('', { OPENAI_MODEL: 'some-model' }).model, undefined);
  assert.equal(load('', { OPENAI_API_KEY: 'secret' }).model?.base_url, 'https://api.openai.com/v1');
});

test('a secret never stands in an error, whatever is wrong around it', () => {
  for (const [yaml, said] of [
    ['vectors: {store: qdrant, url: nonsense, api_key: [top-secret]}', /vectors\.url/],
    ['vectors: {store: other, api_key: top-secret}', /vectors/],
    [
      'vectors: {store: qdrant, url: "http://ann:top-secret@db.example:6333"}',
      /vectors\.url: an address without a user/,
    ],
    ['model: top-secret', /model: /],
    ['model: [api_key: top-secret]', /model: /],
    ['model: {api_key: top-secret, timeout_seconds: 0}', /model\.timeout_seconds/],
    ['model: {base_url: "https://top-secret@api.example/v1"}', /model\.base_url: an address without a user/],
    ['model: {base_url: "ftp://ann:top-secret@api.example"}', /model\.base_url: an http or https address/],
    ['delivery: top-secret', /delivery: /],
    ['delivery: [{smtp_password: top-secret}]', /delivery: /],
    ['delivery: {webhook_secret: top-secret}', /delivery\.webhook_secret: at least 16/],
    ['delivery: {transport: {kind: webhook, url: "https://ann:top-secret@hooks.example/"}}', /url: an address without/],
    ['delivery: {transport: {kind: smtp, host: h, user: ann, password: top-secret}}', /delivery\.transport/],
    ['delivery: {smtp_pasword: top-secret}', /smtp_pasword/],
  ] as const) {
    assert.throws(
      () => load(yaml),
      (error: Error) => refusal(said)(error) && !error.message.includes('top-secret'),
      yaml,
    );
  }
});

test('a segment of the policy that cannot be read is refused with its line, whichever way it is broken', () => {
  const withSegment = (segment: string) =>
    load(
      `policy:\n  actions:\n    - name: win_back\n      offers: [no_offer]\n      segment: ${JSON.stringify(segment)}\n`,
    );
  for (const [segment, message] of [
    ['vips', /cannot be read at “vips”: it takes a segment \(lost, dormant/],
    ['vip and', /cannot be read at its end/],
    ['churn_probability >= high', /a number to hold churn_probability against/],
    ['predicted_clv', /one of > >= < <= = after predicted_clv/],
    ['(vip or lost', /it takes “\)”/],
    ['vip; DROP TABLE scores', /cannot be read at “; drop/],
  ] as const) {
    const refused = refusal(new RegExp(`line 5, policy\\.actions\\.0\\.segment: .*${message.source}`));
    assert.throws(() => withSegment(segment), refused, segment);
  }
  const read = withSegment('high_value and not (lost or churn_probability > 0.9)');
  assert.equal(read.policy.actions[0]!.segment, 'high_value and not (lost or churn_probability > 0.9)');
});
