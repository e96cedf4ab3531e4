import { LdapFault } from "./fault.ts";
import { malformed } from "./codec.ts";

/** A group of a million members is 60 MB, in one message. */
const LARGEST_BYTES = 268_435_456;
const SEQUENCE = 0x30;

/** Cuts what comes from the socket into LDAP messages, each copied together once at most. */
export class FrameCutter {
  #parts: Buffer[] = [];
  #held = 0;
  #needed = 1;

  /** Nothing of a next message has come. */
  get empty(): boolean {
    return this.#held === 0;
  }

  /** The messages that are whole now; throws `LdapFault` for what is no LDAP message. */
  push(chunk: Buffer): Buffer[] {
    this.#parts.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#needed) return [];
    let rest = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts);
    const frames: Buffer[] = [];
    for (;;) {
      const size = frameSize(rest);
      this.#needed = size ?? rest.length + 1;
      if (size === undefined || rest.length < size) break;
      frames.push(rest.subarray(0, size));
      rest = rest.subarray(size);
    }
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    return frames;
  }
}

/** Header and content; undefined while the header is not all there. */
function frameSize(bytes: Buffer): number | undefined {
  const [tag, first] = bytes;
  if (tag === undefined) return undefined;
  if (tag !== SEQUENCE) throw malformed();
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 4) throw malformed();
  if (bytes.length < 2 + lengthBytes) return undefined;
  const size = bytes.readUIntBE(2, lengthBytes);
  if (size > LARGEST_BYTES) {
    throw new LdapFault("url", `the server announces an answer of ${size} bytes; no entry is that large`);
  }
  return 2 + lengthBytes + size;
}
