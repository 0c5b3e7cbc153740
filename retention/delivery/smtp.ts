import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Transport } from '../../config/index.ts';
import { mimeOf } from './mime.ts';
import type { MailTransport, OutgoingMail, Receipt } from './transport.ts';

type Settings = Extract<Transport, { kind: 'smtp' }>;
type SmtpError = Error & { readonly responseCode?: number; readonly command?: string };

/** How long a server may think about one answer, and about one mail altogether, in milliseconds. */
export interface SmtpPatience {
  readonly answer: number;
  readonly mail: number;
}

const defaultPatience: SmtpPatience = { answer: 60_000, mail: 180_000 };

/** Delivery by SMTP, one connection for as many mails as it lasts. A server that was given a whole mail and never answered leaves it `unknown`. */
export function smtpTransport(
  settings: Settings,
  password: string | undefined,
  patience: SmtpPatience = defaultPatience,
): MailTransport {
  let open: SMTPConnection | undefined;

  async function deliver(mail: OutgoingMail, handOver: () => void): Promise<Receipt> {
    const bytes = await mimeOf(mail);
    let connection: SMTPConnection;
    try {
      connection = await ready();
    } catch (error) {
      close();
      return { outcome: 'try_later', detail: inWords(error as SmtpError) };
    }
    const body = lazily(bytes, handOver);
    const deadline = setTimeout(() => connection.close(), patience.mail);
    const fault = await new Promise<SmtpError | null>((done) => {
      // A connection that dies without a word to the sending ends it too.
      const watchers = { error: done, end: () => done(new Error('the server closed the connection')) };
      connection.on('error', watchers.error).on('end', watchers.end);
      const envelope = { from: mail.content.sender.address, to: [mail.address] };
      connection.send(envelope, body.stream, (error) => {
        connection.off('error', watchers.error).off('end', watchers.end);
        done(error as SmtpError | null);
      });
    });
    clearTimeout(deadline);
    if (fault === null) return { outcome: 'sent', detail: 'accepted by the server' };
    // Whatever state the conversation is in, the next mail begins another; an unfinished body never gets its final dot.
    close();
    if (body.state() === 'stopped') return { outcome: 'stopped' };
    return { outcome: outcomeOf(fault, body.state() === 'handed over'), detail: inWords(fault) };
  }

  async function ready(): Promise<SMTPConnection> {
    if (open && !(open as SMTPConnection & { destroyed?: boolean }).destroyed) return open;
    const connection = new SMTPConnection({
      host: settings.host,
      port: settings.port,
      secure: settings.security === 'tls',
      requireTLS: settings.security === 'starttls',
      ignoreTLS: settings.security === 'none',
      connectionTimeout: patience.answer,
      greetingTimeout: patience.answer,
      socketTimeout: patience.answer,
      logger: false,
    });
    open = connection;
    const deadline = setTimeout(() => connection.close(), patience.mail);
    try {
      await new Promise<void>((done, fail) => {
        const said = (error?: Error | null) => (error ? fail(error) : done());
        connection.on('error', fail);
        connection.once('end', () => fail(new Error('the server closed the connection')));
        connection.connect((error) => {
          if (error || !settings.user) return said(error);
          connection.login({ credentials: { user: settings.user, pass: password ?? '' } }, said);
        });
      });
    } finally {
      clearTimeout(deadline);
    }
    return connection;
  }

  function close(): void {
    open?.close();
    open = undefined;
  }

  async function probe(): Promise<string> {
    try {
      await ready();
      return `the mail server ${settings.host}:${settings.port} answers`;
    } finally {
      close();
    }
  }

  return { name: 'smtp', repeatable: false, deliver, probe, close };
}

/** The mail's bytes, handed over at the moment when the server has said 354 and waits for the first of them. */
function lazily(bytes: Buffer, handOver: () => void) {
  let state: 'waiting' | 'stopped' | 'handed over' = 'waiting';
  const stream = new Readable({
    read() {
      if (state !== 'waiting') return;
      try {
        handOver();
      } catch (error) {
        state = 'stopped';
        this.destroy(error as Error);
        return;
      }
      state = 'handed over';
      this.push(bytes);
      this.push(null);
    },
  });
  // It may be destroyed before anybody listens.
  stream.on('error', () => {});
  return { stream, state: () => state };
}

/** A reply with a number is certain. Without one: before the bytes nothing was delivered, after them nobody knows. */
function outcomeOf({ responseCode, command }: SmtpError, handedOver: boolean): 'refused' | 'try_later' | 'unknown' {
  if (responseCode === undefined) return handedOver ? 'unknown' : 'try_later';
  const aboutTheMail = command === 'MAIL FROM' || command === 'RCPT TO' || command === 'DATA';
  return responseCode >= 500 && aboutTheMail ? 'refused' : 'try_later';
}

/** Servers quote addresses in their replies, so only the number is kept. */
function inWords({ responseCode, command, message }: SmtpError): string {
  if (responseCode !== undefined) return `the mail server answered ${responseCode} to ${command ?? 'us'}`;
  const [first = ''] = message.split('\n');
  return `the mail server cannot be spoken to: ${first.replace(/\S+@\S+/g, '…').slice(0, 120)}`;
}
