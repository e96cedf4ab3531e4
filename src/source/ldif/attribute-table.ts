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
const MOST_NAMES = 10_000;

/** Knows each name it has seen once, because the same twenty stand in front of millions of values. */
export class AttributeTable {
  readonly #options: AttributeOptions;
  readonly #known = new Map<string, LdifAttribute>();

  constructor(options: AttributeOptions) {
    this.#options = options;
  }

  of(written: string): LdifAttribute {
    const known = this.#known.get(written);
    if (known !== undefined) return known;
    if (this.#known.size === MOST_NAMES) return refused(written, MANY_NAMES);
    const attribute = readName(ownCopy(written), this.#options);
    this.#known.set(ownCopy(written), attribute);
    return attribute;
  }
}

function readName(written: string, { binaries, wanted }: AttributeOptions): LdifAttribute {
  if (!/^[a-z0-9][a-z0-9._-]*(?:;[a-z0-9._=*-]+)*$/i.test(written)) return refused(written, noName(written));
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
