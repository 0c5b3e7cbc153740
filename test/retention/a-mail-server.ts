import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail that a server took, as it came. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export interface MailServer {
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** The intents of the mails that were taken, in order. */
  intents(): string[];
  close(): Promise<void>;
}

/** What a test watches or breaks: the moments of the conversation, in their order. */
export type Moment = 'connect' | 'mail' | 'rcpt' | 'data' | 'dot';

/** A real local SMTP server. `at` is called at every moment and may fail it by returning an error. A mail counts as taken once the server has all of it, whether or not its answer arrives. */
export async function openMailServer(
  at: (moment: Moment, intent: string) => Error | null | undefined | Promise<Error | null | undefined> = () => null,
  options: SMTPServerOptions = {},
): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: async (_, done) => done(await at('connect', '')),
    onMailFrom: async (_, __, done) => done(await at('mail', '')),
    onRcptTo: async (_, __, done) => done(await at('rcpt', '')),
    onData: async (stream, session, done) => {
      const broken = await at('data', '');
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of stream) chunks.push(chunk);
      } catch {
        // The client went away before its final dot: the server has no mail.
        return;
      }
      if (broken) return done(broken);
      const raw = Buffer.concat(chunks).toString();
      const { mailFrom, rcptTo } = session.envelope;
      mails.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw });
      const refusal = await at('dot', intentOf(raw));
      if (refusal) mails.pop();
      done(refusal);
    },
    ...options,
  });
  // Clients that are killed leave broken connections behind.
  server.on('error', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    intents: () => mails.map(({ raw }) => intentOf(raw)),
    close: () => new Promise((done) => server.close(() => done())),
  };
}

function intentOf(raw: string): string {
  return /^Message-ID: <(send-[a-z0-9]+)@/im.exec(raw)?.[1] ?? '';
}
