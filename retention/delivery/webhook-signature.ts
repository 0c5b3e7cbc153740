import { createHmac, timingSafeEqual } from 'node:crypto';

/** The headers of Standard Webhooks. */
export interface WebhookHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** How far the sender's clock may be from ours, in seconds. */
const tolerance = 300;

/** Headers that prove who sent this body and when. The id stays the same on every try. */
export function signWebhook(
  secret: string,
  message: { readonly id: string; readonly now: Date; readonly body: string },
): WebhookHeaders {
  const timestamp = String(Math.floor(message.now.getTime() / 1000));
  const signature = digest(secret, message.id, timestamp, message.body).toString('base64');
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** Whether one of the signatures is ours and of these minutes. Compared in constant time. */
export function isSigned(
  secret: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  now: Date,
): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > tolerance) return false;
  const expected = digest(secret, id, timestamp, body);
  return signatures.split(' ').some((signature) => {
    const [version, given = ''] = signature.split(',');
    const bytes = Buffer.from(given, 'base64');
    return version === 'v1' && bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
}

function digest(secret: string, id: string, timestamp: string, body: string): Buffer {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
}
