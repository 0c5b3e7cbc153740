import { z } from 'zod';

/** An address of the web. One with a user and a password in it is refused: addresses are shown, logged and kept, and none of what asks there sends them. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'an http or https address' })
  .refine((address) => !credentials.test(address), 'an address without a user and a password in it');

/** What stands between the slashes and the host. */
export const credentials = /(?<=\/\/)[^/?#\s"]*@/;
