import { valueForm } from "./value-form.ts";
import type { ValueForm } from "./value-form.ts";

/** How a name written in front of a value is taken. */
export interface LdifAttribute {
  /** In lower case, with options but `binary` and a whole range. */
  readonly name: string;
  readonly form: ValueForm;
  /** Whether it says what kind of record its lines are: `dn`, `changetype`, `control`. */
  readonly structural: boolean;
  /** Why no value may stand behind this name. */
  readonly refusal?: string;
}

export interface AttributeOptions {
  /** Attributes that are wanted even if their values are no text, in lower case. */
  readonly binaries: readonly string[];
  /** All that are looked at in this pass; every attribute when undefined. */
  readonly wanted?: ReadonlySet<string>;
}

/** Names that address the machinery of objects in JavaScript; no directory needs them. */
const REFUSED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
const STRUCTURAL: ReadonlySet<string> = new Set(["dn", "changetype", "control"]);
const COLON = 58;
/** RFC 4512, 1.4 and 2.5, and underscores. */
const NAME = /^[a-z0-9][a-z0-9._-]*(?:;[a-z0-9._=*-]+)*$/i;
const MOST_NAMES = 10_000;
const LONGEST_NAME = 1000;

/** A name that was met, with its colon, and what stood on the line after it the last time. */
interface KnownName {
  readonly begin: string;
  readonly attribute: LdifAttribute;
  next: KnownName | undefined;
}

/**
 * Looks at each name once, because the same twenty stand in front of millions of values, and mostly in the same order:
 * to try the one that followed the last time costs a third of cutting the name out and looking it up.
 */
export class AttributeTable {
  readonly #options: AttributeOptions;
  readonly #known = new Map<string, KnownName>();
  #last: KnownName | undefined;

  constructor(options: AttributeOptions) {
    this.#options = options;
  }

  of(written: string): LdifAttribute {
    return this.#find(written).attribute;
  }

  /** The attribute of the line of `text` from `from` to `to`; undefined when it has no colon. */
  ofLine(text: string, from: number, to: number): LdifAttribute | undefined {
    const last = this.#last;
    const guess = last?.next;
    if (guess !== undefined && text.startsWith(guess.begin, from)) {
      this.#last = guess;
      return guess.attribute;
    }
    const colon = colonIn(text, from, to);
    if (colon === -1) return undefined;
    const found = this.#find(text.slice(from, colon));
    if (last !== undefined) last.next = found;
    this.#last = found;
    return found.attribute;
  }

  /** The length of the name in the line that was asked for last. */
  get nameLength(): number {
    return (this.#last?.begin.length ?? 1) - 1;
  }

  #find(written: string): KnownName {
    const known = this.#known.get(written);
    if (known !== undefined) return known;
    const name = ownCopy(written);
    const full = this.#known.size === MOST_NAMES;
    const attribute = full ? refused(name, MANY_NAMES) : readName(name, this.#options);
    const found = { begin: `${name}:`, attribute, next: undefined };
    if (!full && name.length <= LONGEST_NAME) this.#known.set(name, found);
    return found;
  }
}

function colonIn(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    if (text.charCodeAt(at) === COLON) return at;
  }
  return -1;
}

function readName(written: string, { binaries, wanted }: AttributeOptions): LdifAttribute {
  if (written.length > LONGEST_NAME || !NAME.test(written)) return refused(written, noName(written));
  const [type = "", ...options] = written.toLowerCase().split(";");
  const ranges = options.filter((option) => option.startsWith("range="));
  if (ranges.some((range) => !/^range=\d+-\*$/.test(range))) return refused(written, cutRange(written));
  const kept = options.filter((option) => option !== "binary" && !option.startsWith("range="));
  const name = [type, ...kept.toSorted()].join(";");
  if (REFUSED.has(name)) return refused(written, `an attribute named "${name}" is not allowed`);
  const structural = STRUCTURAL.has(name);
  if (wanted !== undefined && !wanted.has(name)) return { name, form: "unwanted", structural };
  const form = valueForm(name, binaries);
  if (!options.includes("binary")) return { name, form, structural };
  return { name, form: form === "either" || form === "base64" ? "base64" : "hidden", structural };
}

function refused(name: string, refusal: string): LdifAttribute {
  return { name, form: "unwanted", structural: false, refusal };
}

const MANY_NAMES = "the file has more than 10,000 names of attributes; is it damaged?";

function noName(written: string): string {
  const shown = JSON.stringify(written.slice(0, 60));
  return `${shown} is no name of an attribute; lines are "name: value", and a line that goes on begins with a space`;
}

function cutRange(written: string): string {
  return `"${written}" is a part of the values only; export with ranges followed to the one that ends in "-*"`;
}

/** A slice keeps the whole text it was cut from alive; a copy does not. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
