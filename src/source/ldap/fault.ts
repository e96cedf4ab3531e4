/** The directory could not be fetched whole; the message says why, in the user's words. */
export class LdapFault extends Error {
  override readonly name = "LdapFault";
  /** The setting to look at, such as `url` or `users.base`. */
  readonly setting: string;
  constructor(setting: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.setting = setting;
  }
}

const LONGEST = 300;

/** Text of a server's, as part of a message of one line. */
export function quoteServer(text: string): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}
