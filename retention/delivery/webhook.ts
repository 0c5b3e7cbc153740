import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Transport } from '../../config/index.ts';
import { unsubscribeHeaders } from './mime.ts';
import { openSafely } from './safe-connection.ts';
import type { MailTransport, OutgoingMail, Receipt } from './transport.ts';
import { signWebhook } from './webhook-signature.ts';

type Settings = Extract<Transport, { kind: 'webhook' }>;

const answerWithin = 30_000;
const mostBytes = 64_000;

/** Hands each mail to the shop's own sender as a signed POST (Standard Webhooks). Its id and `Idempotency-Key` stay the same on every try, so that a try that may have arrived can be made again. */
export function webhook(
  settings: Settings,
  secret: string,
  given: { readonly clock: () => Date; readonly timeout?: number },
): MailTransport {
  const url = new URL(settings.url);
  return {
    name: 'webhook',
    repeatable: true,
    async deliver(mail, handOver) {
      const timeout = given.timeout ?? answerWithin;
      let socket: Socket;
      try {
        socket = await openSafely(url, settings.allowed_addresses, { timeout });
      } catch (error) {
        return { outcome: 'try_later', detail: `the webhook cannot be reached: ${(error as Error).message}` };
      }
      try {
        handOver();
      } catch {
        socket.destroy();
        return { outcome: 'stopped' };
      }
      const body = JSON.stringify(bodyOf(mail, given.clock()));
      const headers = signWebhook(secret, { id: mail.intent_id, now: given.clock(), body });
      try {
        return receiptOf(await post(url, socket, { ...headers, 'idempotency-key': mail.intent_id }, body, timeout));
      } catch (error) {
        return { outcome: 'try_later', detail: `the webhook did not answer: ${(error as Error).message}` };
      } finally {
        socket.destroy();
      }
    },
    async probe() {
      (await openSafely(url, settings.allowed_addresses, { timeout: given.timeout ?? answerWithin })).destroy();
      return `the webhook at ${url.host} can be reached`;
    },
    close() {},
  };
}

function bodyOf({ intent_id, address, content }: OutgoingMail, now: Date): object {
  const { sender, reply_to, subject, preheader, text, html, coupon_code, unsubscribe } = content;
  return {
    type: 'email.approved',
    timestamp: now.toISOString(),
    data: {
      id: intent_id,
      to: address,
      from: sender,
      reply_to,
      subject,
      preheader,
      text,
      html,
      coupon_code,
      headers: unsubscribe === null ? {} : unsubscribeHeaders(unsubscribe),
    },
  };
}

function post(
  url: URL,
  socket: Socket,
  headers: Record<string, string>,
  body: string,
  timeout: number,
): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const sent = request(
      {
        method: 'POST',
        host: url.hostname,
        path: `${url.pathname}${url.search}`,
        headers: {
          ...headers,
          host: url.host,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
        createConnection: () => socket,
        signal: AbortSignal.timeout(timeout),
      },
      (response) => {
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > mostBytes) response.destroy(new Error('the answer is too long'));
        });
        response.once('error', fail);
        response.once('end', () => done(response));
      },
    );
    sent.once('error', fail);
    sent.end(body);
  });
}

/** A redirect is followed nowhere. A page of HTML with status 200 is some proxy's, and not the receiver's word. */
function receiptOf({ statusCode: status = 0, headers }: IncomingMessage): Receipt {
  const html = /html/i.test(headers['content-type'] ?? '');
  const detail = `the webhook answered ${status}${html ? ' with HTML' : ''}`;
  if (status >= 200 && status < 300) return { outcome: html ? 'try_later' : 'sent', detail };
  // The mail itself is at fault; everything else may be mended on the other side.
  const outcome = [400, 410, 413, 415, 422].includes(status) ? 'refused' : 'try_later';
  return { outcome, detail };
}
