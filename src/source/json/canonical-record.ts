import { isJsonObject } from "../../canonical.ts";
import type { Json, JsonObject } from "../../canonical.ts";
import type { AttributeNode, AttributeTree } from "./attribute-tree.ts";
import { foldName } from "../../fold-name.ts";
import { isScimResource } from "./scim-resource.ts";

/** A record as its fingerprint sees it. */
export interface CanonicalRecord {
  /** Equal for records that are kept alike; whatever is added to it must say where it begins. */
  readonly text: string;
  /** Members of all objects in the record. */
  readonly members: number;
  /** What cannot be kept. */
  readonly complaint?: string;
  /** A name stands twice in one object. */
  readonly doubled: boolean;
}

/**
 * Walks through records without building what will be kept of them, because most are not looked at again. Each value
 * begins with its kind and says where it ends.
 */
export class CanonicalWriter {
  readonly #tree: AttributeTree;
  #members = 0;
  #doubled = false;
  #complaint: string | undefined;
  /** Whether the record at hand is a SCIM resource, once it matters. */
  #scim: boolean | undefined;
  #record: JsonObject = {};

  constructor(tree: AttributeTree) {
    this.#tree = tree;
  }

  /** `source` is what the record was parsed of. */
  write(record: JsonObject, source: string): CanonicalRecord {
    this.#record = record;
    this.#members = 0;
    this.#doubled = false;
    this.#complaint = undefined;
    this.#scim = undefined;
    const text = this.#object(record, this.#tree.root);
    // Half a pair and a NUL can only come of an escape, because files are decoded strictly.
    if (source.includes("\\u")) {
      if (LONE_SURROGATE.test(text)) this.#complaint ??= HALF_PAIR;
      if (text.includes("\u0000")) this.#complaint ??= NUL;
    }
    const complaint = this.#complaint;
    const found = { text, members: this.#members, doubled: this.#doubled };
    return complaint === undefined ? found : { ...found, complaint };
  }

  /** Empty when nothing of it is kept. */
  #value(value: Json, node: AttributeNode): string {
    if (typeof value === "string") {
      const text = value.trim();
      return text === "" ? "" : `s${text.length}:${text}`;
    }
    if (typeof value === "number") return this.#number(value, node);
    if (typeof value === "boolean") return value ? "t" : "f";
    if (Array.isArray(value)) return this.#list(value, node);
    return isJsonObject(value) ? this.#object(value, node) : "";
  }

  #number(value: number, { path }: AttributeNode): string {
    if (!Number.isFinite(value)) this.#complaint ??= `"${path}" is too large a number; write it in quotes`;
    return `n${value};`;
  }

  #list(list: readonly Json[], node: AttributeNode): string {
    let text = "";
    for (const item of list) text += this.#value(item, node);
    return text === "" ? "" : `[${text}]`;
  }

  #object(object: JsonObject, node: AttributeNode): string {
    const self = this.#tree.enter();
    const names = Object.keys(object);
    this.#members += names.length;
    let text = "";
    let allKnown = true;
    for (const name of names) {
      const child = this.#tree.child(node, name);
      allKnown &&= child.known;
      if (child.seenIn === self) this.#doubled = true;
      child.seenIn = self;
      const value = this.#value(object[name] ?? null, child);
      if (value === "") continue;
      child.kept = true;
      if (!child.volatile || !this.#isScim()) text += child.tag + value;
    }
    if (!allKnown && new Set(names.map(foldName)).size < names.length) this.#doubled = true;
    return text === "" ? "" : `{${text}}`;
  }

  #isScim(): boolean {
    this.#scim ??= isScimResource(this.#record);
    return this.#scim;
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u;
/** Marks of our own begin with one, so that no value of a source can pretend to be a reference. */
const NUL = "a text here holds a NUL (\\u0000), which no directory needs; take it out";
const HALF_PAIR =
  "a text here holds half of a surrogate pair, such as \\ud83d alone; write the other half, too";
