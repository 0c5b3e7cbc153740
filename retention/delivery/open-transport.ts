import { resolve } from 'node:path';
import type { Delivery } from '../../config/index.ts';
import { csvFile } from './csv-file.ts';
import { emlFiles } from './eml-files.ts';
import { smtpTransport } from './smtp.ts';
import type { MailTransport } from './transport.ts';
import { webhook } from './webhook.ts';

/** The way out that the settings name. Folders lie in the data folder. */
export function openTransport(delivery: Delivery, dataDir: string, clock: () => Date): MailTransport {
  const { transport } = delivery;
  switch (transport.kind) {
    case 'eml':
      return emlFiles(resolve(dataDir, transport.folder));
    case 'csv':
      return csvFile(resolve(dataDir, transport.folder));
    case 'smtp':
      return smtpTransport(transport, delivery.smtp_password);
    case 'webhook':
      // The settings insist on a secret before the mode is live, and nothing leaves before that.
      return webhook(transport, delivery.webhook_secret ?? '', { clock });
  }
}
