import type { DecodedText } from "./decoded-text.ts";
import type { FileProof } from "./file-options.ts";
import { failedProof } from "./proof.ts";
import { compileTrailer } from "./trailer.ts";

/** Characters of the last line and the blank ones after it; what is longer is no trailer. */
const LONGEST_END = 65_536;

/** The same texts, with a fault at the end when no newline stands there. */
export async function* expectFinalNewline(texts: AsyncIterable<DecodedText>): AsyncGenerator<DecodedText> {
  let ended = true;
  for await (const piece of texts) {
    yield piece;
    if (piece.fault !== undefined) return;
    if (piece.text !== "") ended = piece.text.endsWith("\n");
  }
  if (!ended) yield { text: "", fault: failedProof("finalNewline", NO_NEWLINE) };
}

const NO_NEWLINE = "the last line does not end in a newline, so the file may have been cut short";

/** The same texts without their last line that is not blank; a fault in its place when it is not the trailer. */
export async function* holdTrailer(
  texts: AsyncIterable<DecodedText>,
  trailer: string,
  { trailerUnchecked }: FileProof,
): AsyncGenerator<DecodedText> {
  const held = new HeldLine();
  for await (const { text, fault } of texts) {
    if (fault !== undefined) return yield { text: held.rest + text, fault };
    yield { text: held.push(text) };
  }
  if (compileTrailer(trailer).read(held.rest) !== undefined) return;
  if (trailerUnchecked === true) return yield { text: held.rest };
  const message = `the last line is not the trailer ${JSON.stringify(trailer)}, so the file may have been cut short`;
  yield { text: "", fault: failedProof("trailer", message) };
}

/** Gives back text but for its last line that is not blank, which more text may follow. */
export class HeldLine {
  #rest = "";
  /** The line at hand is too long to be held, and its beginning is gone; `#rest` is empty. */
  #passing = false;

  get rest(): string {
    return this.#rest;
  }

  push(text: string): string {
    const whole = this.#rest + text;
    const passed = this.#passing ? whole.indexOf("\n") + 1 : 0;
    if (this.#passing && passed === 0) return whole;
    const from = Math.max(passed, whole.lastIndexOf("\n", whole.trimEnd().length - 1) + 1);
    const last = whole.slice(from);
    const held = last.length <= LONGEST_END;
    this.#passing = !held && !last.includes("\n");
    this.#rest = held ? last : "";
    return held ? whole.slice(0, from) : whole;
  }
}
