/**
 * Something the person at the keyboard can mend: a missing file, an unknown customer, a wrong setting.
 * The CLI prints its message as one line and exits with 1; every other error is a fault of ours and shows where it happened.
 */
export class UserError extends Error {
  override name = 'UserError';
}
