import { z } from 'zod';
import { webAddress } from './web-address.ts';

const email = z.email({ error: 'an e-mail address, for example hello@shop.example' }).max(254);
const https = z.url({ protocol: /^https$/, error: 'an https address' });
const folder = z.string().min(1);

/** How approved drafts leave. Passwords and secrets come from the environment alone. */
const Transport = z.discriminatedUnion('kind', [
  /** One file a message, for a mail program or for looking at. */
  z.strictObject({ kind: z.literal('eml'), folder: folder.default('outgoing') }),
  /** One row a message, for an e-mail tool that imports files. */
  z.strictObject({ kind: z.literal('csv'), folder: folder.default('outgoing') }),
  z.strictObject({
    kind: z.literal('smtp'),
    host: z.string().min(1),
    port: z.int().min(1).max(65535).default(587),
    /** starttls and tls refuse a server that does not encrypt; none is for a server on this machine. */
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    user: z.string().min(1).optional(),
  }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: webAddress,
    /** Addresses beside the public ones that the host name may lead to, as networks: 10.1.2.0/24. Plain http is for these alone. */
    allowed_addresses: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
  }),
]);

export const Delivery = z
  .strictObject({
    /** In test mode nothing leaves, whatever was approved. */
    mode: z.enum(['test', 'live']).default('test'),
    transport: Transport.prefault({ kind: 'eml' }),
    from: z.strictObject({ name: z.string().min(1).max(100), address: email }).optional(),
    reply_to: email.optional(),
    /** The shop's postal address, which the law wants in every mail. */
    postal_address: z.string().min(10).max(200).optional(),
    /** Where “unsubscribe” leads: the token is put behind it. It must answer a POST without a login (RFC 8058). */
    unsubscribe_url: https.optional(),
    /** For mail programs that unsubscribe by mail. */
    unsubscribe_email: email.optional(),
    /** HOLDFAST_SMTP_PASSWORD */
    smtp_password: z.string().min(1).optional(),
    /** Signs what the webhook transport sends (HOLDFAST_WEBHOOK_SECRET). */
    webhook_secret: z.string().min(16, 'at least 16 characters').optional(),
    /** Signs the bounces and complaints that come in (HOLDFAST_EVENTS_SECRET). */
    events_secret: z.string().min(16, 'at least 16 characters').optional(),
  })
  .superRefine((delivery, context) => {
    if (delivery.transport.kind === 'webhook' && delivery.mode === 'live' && !delivery.webhook_secret) {
      context.addIssue({
        code: 'custom',
        path: ['webhook_secret'],
        message: 'the webhook transport needs a secret to sign with: set HOLDFAST_WEBHOOK_SECRET',
      });
    }
    if (
      delivery.transport.kind === 'smtp' &&
      delivery.transport.user &&
      delivery.mode === 'live' &&
      !delivery.smtp_password
    ) {
      context.addIssue({
        code: 'custom',
        path: ['smtp_password'],
        message: 'a user needs a password: set HOLDFAST_SMTP_PASSWORD',
      });
    }
  });

export type Delivery = z.infer<typeof Delivery>;
export type Transport = z.infer<typeof Transport>;
