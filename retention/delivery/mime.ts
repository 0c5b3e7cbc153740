import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingMail } from './transport.ts';

/**
 * The mail as bytes (RFC 5322), the same for the same mail every time. Addresses are objects, never text to be parsed; nothing is read from files or addresses.
 * The headers for unsubscribing are those of RFC 8058.
 */
export function mimeOf({ intent_id, address, content, date }: OutgoingMail): Promise<Buffer> {
  const { sender, reply_to, unsubscribe, subject, text, html } = content;
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  const mail = new MailComposer({
    from: { name: sender.name, address: sender.address },
    to: { name: '', address },
    ...(reply_to === null ? {} : { replyTo: { name: '', address: reply_to } }),
    subject,
    text,
    html,
    date,
    messageId: `<${intent_id}@${domain}>`,
    // nodemailer's types do not know it; without it every build has another boundary.
    ...{ baseBoundary: intent_id },
    headers: unsubscribe === null ? {} : unsubscribeHeaders(unsubscribe),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** What a mail program shows as “unsubscribe”: one click, answered by a POST. */
export function unsubscribeHeaders({
  url,
  email,
}: NonNullable<OutgoingMail['content']['unsubscribe']>): Record<string, string> {
  return {
    'List-Unsubscribe': [`<${url}>`, ...(email === null ? [] : [`<mailto:${email}?subject=unsubscribe>`])].join(', '),
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
