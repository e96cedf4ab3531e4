import type { LdapAnswer, LdapResult } from "./answer.ts";
import { readAnswer } from "./answer.ts";
import { bindFault } from "./bind-fault.ts";
import { type LdapCodec, malformed } from "./codec.ts";
import type { LdapConnection } from "./connection.ts";
import { LdapFault } from "./fault.ts";
import { describeResult } from "./result-code.ts";

/** RFC 4511, 4.14. */
const START_TLS = "1.3.6.1.4.1.1466.20037";

interface Request {
  write(): Buffer;
}

/** What comes before the result of a search. */
export type SearchAnswer = Exclude<LdapAnswer, LdapResult>;

/** Asks one question at a time over one connection. */
export class LdapSession {
  readonly codec: LdapCodec;
  readonly #connection: LdapConnection;
  #lastId = 0;

  constructor(codec: LdapCodec, connection: LdapConnection) {
    this.codec = codec;
    this.#connection = connection;
  }

  async startTls(): Promise<void> {
    const result = await this.#askOnce(
      (messageId) => new this.codec.ExtendedRequest({ messageId, oid: START_TLS }),
    );
    if (result.code !== 0) {
      const text = `the server does not do StartTLS: ${describeResult(result)}; use ldaps://, or set up TLS on the server`;
      throw new LdapFault("startTls", text);
    }
    await this.#connection.secure();
  }

  async bind(dn: string, password: string): Promise<void> {
    // To a server a DN without a password is an anonymous visitor, and the bind a success (RFC 4513, 5.1.2).
    if (password === "") throw new LdapFault("bind.password", "the password is empty");
    if (dn === "") throw new LdapFault("bind.dn", "the DN is empty; leave out bind to come anonymously");
    const result = await this.#askOnce(
      (messageId) => new this.codec.BindRequest({ messageId, dn, password }),
    );
    if (result.code !== 0) throw bindFault(result, dn, password);
  }

  /** Sends a request and gives what comes before its result to `take`, in order; the socket waits for it. */
  async ask(
    makeRequest: (messageId: number) => Request,
    take: (answers: readonly SearchAnswer[]) => Promise<void>,
  ): Promise<LdapResult> {
    this.#lastId += 1;
    this.#connection.send(makeRequest(this.#lastId).write());
    for (;;) {
      const answers: SearchAnswer[] = [];
      let result: LdapResult | undefined;
      for (const frame of await this.#connection.receive()) {
        const answer = readAnswer(this.codec, frame);
        if (answer.id === 0) throw disconnectionFault(answer);
        if (answer.id !== this.#lastId || result !== undefined) throw malformed();
        if (answer.kind === "result") result = answer;
        else answers.push(answer);
      }
      if (answers.length > 0) await take(answers);
      if (result !== undefined) return result;
    }
  }

  close(): void {
    const messageId = this.#lastId + 1;
    this.#connection.close(new this.codec.UnbindRequest({ messageId }).write());
  }

  #askOnce(makeRequest: (messageId: number) => Request): Promise<LdapResult> {
    return this.ask(makeRequest, async () => {
      throw malformed();
    });
  }
}

/** A message without a question is the server's good-bye (RFC 4511, 4.4.1). */
function disconnectionFault(answer: LdapAnswer): LdapFault {
  if (answer.kind !== "result") return malformed();
  const text = `incomplete: the server ended the connection with ${describeResult(answer)}`;
  return new LdapFault("url", `${text}; run again when it is well, its log says more`);
}
