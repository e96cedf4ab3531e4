import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import { type Problem, SourceError } from "../../errors.ts";
import type { Alias } from "../alias.ts";
import { readAliases } from "../json/aliases.ts";
import { AttributeTree } from "../json/attribute-tree.ts";
import { CanonicalWriter } from "../json/canonical-record.ts";
import { keptObject } from "../json/kept-value.ts";
import { recordFingerprint } from "../json/make-record.ts";
import { readNameText } from "../json/name-text.ts";
import { compilePath, type JsonPath } from "../json/path.ts";
import { nameByKey } from "../json/record-name.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { SourceKey } from "../record.ts";
import type { AttributeNames } from "../source.ts";
import { plainValue } from "./plain-value.ts";
import { Whereabouts } from "./whereabouts.ts";

/** So many problems are told; who has more is not read to the end. */
const MOST_PROBLEMS = 20;

const HALF_PAIR = /\p{Surrogate}/u;

type Complain = (message: string) => void;

/** A line of the spool. The letter says what it is: whereabouts of what follows, user, group, membership, nested. */
export type SpoolLine =
  | readonly ["w", string]
  | readonly ["u", number, SourceKey, string, readonly Alias[], JsonObject]
  | readonly ["g", number, SourceKey, string, readonly Alias[], JsonObject, string]
  | readonly ["m" | "n", number, SourceKey, SourceKey];

interface Kind {
  readonly tree: AttributeTree;
  readonly writer: CanonicalWriter;
  readonly aliases: readonly JsonPath[];
}

/** Takes what a program hands over, one by one: checks it, and makes the lines that are spooled. */
export class Handover {
  readonly #display: string;
  readonly #kinds: { readonly users: Kind; readonly groups: Kind };
  readonly #problems: Problem[] = [];
  readonly #counts = { users: 0, groups: 0, memberships: 0 };
  readonly #whereabouts: Whereabouts;
  #ended = false;

  constructor(display: string, { userAliases, groupAliases }: ReaderContext) {
    this.#display = display;
    this.#whereabouts = new Whereabouts(display);
    this.#kinds = { users: kindWith(userAliases), groups: kindWith(groupAliases) };
  }

  /** So much is wrong that nobody need read on. */
  get hopeless(): boolean {
    return this.#problems.length >= MOST_PROBLEMS;
  }

  /** The lines for one thing that was given, of which nothing is known. */
  *take(given: unknown): Generator<SpoolLine> {
    const record: JsonObject = isJsonObject(given) ? given : {};
    if (this.#ended) {
      this.#complain({ message: `gives ${shown(record["kind"])} after its end; the end comes last` });
      return;
    }
    if (record["kind"] === "end") return this.#end(record);
    const { file, line, isNew, complaint } = this.#whereabouts.of(record);
    if (isNew) yield ["w", file];
    const complain: Complain = (message) => this.#complain({ file, line, message });
    if (complaint !== undefined) complain(complaint);
    const made = this.#make(record, line, complain);
    if (made !== undefined) yield made;
  }

  /** The names of the attributes of what was given. Throws `SourceError` unless all of it was, and was right. */
  finish(): AttributeNames {
    if (!this.#ended && !this.hopeless) {
      const message =
        'ended without saying that this was all: the last thing that it yields is { kind: "end" }, and what ends before may have been cut short';
      this.#complain({ message });
    }
    if (this.#problems.length > 0) throw new SourceError(this.#problems);
    const { users, groups } = this.#kinds;
    return { users: users.tree.names(), groups: groups.tree.names() };
  }

  #make(record: JsonObject, line: number, complain: Complain): SpoolLine | undefined {
    const { kind } = record;
    switch (typeof kind === "string" ? kind : "") {
      case "user":
        this.#counts.users += 1;
        return this.#user(record, line, complain);
      case "group":
        this.#counts.groups += 1;
        return this.#group(record, line, complain);
      case "membership":
        this.#counts.memberships += 1;
        return membership(record, line, complain);
      default:
        complain(`has the kind ${shown(kind)}; write user, group, membership or end`);
        return undefined;
    }
  }

  #user(record: JsonObject, line: number, complain: Complain): SpoolLine | undefined {
    const key = readKey(record, "key", complain);
    if (record["attributes"] === undefined) complain('"attributes" is missing; give {} when there are none');
    const { attributes, fingerprint, aliases } = this.#attributes("users", record, key, complain);
    return key === undefined ? undefined : ["u", line, key, fingerprint, aliases, attributes];
  }

  #group(record: JsonObject, line: number, complain: Complain): SpoolLine | undefined {
    const key = readKey(record, "key", complain);
    const name = readText(record, "name", complain);
    if (name === undefined) return undefined;
    const named = { ...record, attributes: withName(record["attributes"], name) };
    const { attributes, fingerprint, aliases } = this.#attributes("groups", named, key, complain);
    return key === undefined ? undefined : ["g", line, key, fingerprint, aliases, attributes, name];
  }

  #attributes(kind: "users" | "groups", record: JsonObject, key: string | undefined, complain: Complain) {
    const given: Json | undefined = record["attributes"];
    if (given !== undefined && !isJsonObject(given))
      complain('"attributes" is no object of names and values');
    const plain = isJsonObject(given) ? plainValue(given, "", complain) : {};
    const whole = isJsonObject(plain) ? plain : {};
    const { writer, aliases: paths } = this.#kinds[kind];
    const { text, complaint, doubled } = writer.write(whole, JSON.stringify(whole));
    if (complaint !== undefined) complain(complaint);
    if (doubled) complain("two of its attributes have one name; names are compared without case");
    const attributes = keptObject(whole);
    const aliases = readAliases(
      { aliases: paths },
      { record: attributes, bulk: undefined },
      undefined,
      complain,
    );
    return { attributes, aliases, fingerprint: recordFingerprint(text, [key ?? "", ...aliases]) };
  }

  #end(end: JsonObject): void {
    this.#ended = true;
    for (const [what, given] of Object.entries(this.#counts)) {
      const stated = end[what];
      if (stated !== undefined && stated !== given)
        this.#complain({
          message: `says at its end that there are ${shown(stated)} ${what}, and gave ${given}`,
        });
    }
  }

  #complain(problem: Problem): void {
    if (!this.hopeless) this.#problems.push({ file: this.#display, ...problem });
  }
}

function kindWith(aliases: readonly string[]): Kind {
  const tree = new AttributeTree();
  return { tree, writer: new CanonicalWriter(tree), aliases: aliases.map(compilePath) };
}

function membership(record: JsonObject, line: number, complain: Complain): SpoolLine | undefined {
  const group = readKey(record, "group", complain);
  const member = readKey(record, "member", complain);
  const { nested = false } = record;
  if (typeof nested !== "boolean") complain('"nested" is neither true nor false');
  if (group === undefined || member === undefined) return undefined;
  return [nested === true ? "n" : "m", line, group, member];
}

function readKey(record: JsonObject, field: string, complain: Complain): SourceKey | undefined {
  const text = readText(record, field, complain);
  if (text === undefined) return undefined;
  const named = nameByKey(text);
  if ("name" in named) return named.name;
  complain(`"${field}" ${named.complaint}`);
  return undefined;
}

function readText(record: JsonObject, field: string, complain: Complain): string | undefined {
  const value: unknown = record[field] ?? "";
  if (typeof value !== "string" && typeof value !== "number") {
    complain(`"${field}" is ${shown(value)}, not a text or a whole number`);
    return undefined;
  }
  const read = readNameText(value);
  if ("complaint" in read) complain(`"${field}" ${read.complaint}`);
  else if (read.text === "") complain(`"${field}" is missing or empty`);
  else if (HALF_PAIR.test(read.text)) complain(`"${field}" holds half of a surrogate pair`);
  else return read.text;
  return undefined;
}

/** Its name is an attribute of a group, in whatever spelling. */
function withName(given: Json | undefined, name: string): Json {
  if (given === undefined) return { name };
  if (!isJsonObject(given)) return given;
  const others = Object.entries(given).filter(([other]) => other.toLowerCase() !== "name");
  return { ...Object.fromEntries(others), name };
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? `"${value.slice(0, 40)}"` : `a ${typeof value}`;
}
