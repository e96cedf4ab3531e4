import { foldName } from "../../fold-name.ts";
import { UsageError } from "../../errors.ts";

/** A filter as RFC 4515 writes it; attributes in lower case, values unescaped. */
export type FilterNode =
  | { readonly kind: "and" | "or"; readonly parts: readonly FilterNode[] }
  | { readonly kind: "not"; readonly part: FilterNode }
  | { readonly kind: "present"; readonly attribute: string }
  | { readonly kind: "equal" | "least" | "most"; readonly attribute: string; readonly value: string }
  /** What stands between the stars; the first and the last are empty when the text begins or ends with one. */
  | { readonly kind: "substrings"; readonly attribute: string; readonly pieces: readonly string[] }
  /** Every bit of `mask` is set, or any. */
  | { readonly kind: "allBits" | "anyBit"; readonly attribute: string; readonly mask: bigint };

type Comparison = "=" | ">=" | "<=" | "~=";

const BIT_RULES: ReadonlyMap<string, "allBits" | "anyBit"> = new Map([
  ["1.2.840.113556.1.4.803", "allBits"],
  ["1.2.840.113556.1.4.804", "anyBit"],
]);
const DEEPEST = 100;

/** Parses a filter; throws `UsageError` with the 1-based column of what is wrong and what to write instead. */
export function parseFilter(text: string): FilterNode {
  const parser = new FilterParser(text);
  return parser.whole();
}

class FilterParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): FilterNode {
    this.#skipSpaces();
    if (this.#at === this.#text.length)
      this.#fail("it is empty; (objectClass=*) is the filter that all satisfy");
    const node = this.#filter();
    if (this.#at < this.#text.length) {
      this.#fail('nothing may follow the closing ")"; write several filters as (&(…)(…)) or (|(…)(…))');
    }
    return node;
  }

  #filter(): FilterNode {
    if (this.#peek() !== "(") this.#fail('a filter begins with "(", such as (uid=ann)');
    if (this.#depth === DEEPEST) this.#fail(`filters nest up to ${DEEPEST} deep`);
    this.#depth += 1;
    this.#at += 1;
    this.#skipSpaces();
    const node = this.#inside();
    this.#skipSpaces();
    if (this.#peek() !== ")") this.#fail('")" is missing here');
    this.#at += 1;
    this.#skipSpaces();
    this.#depth -= 1;
    return node;
  }

  #inside(): FilterNode {
    const operator = this.#peek();
    if (operator === "(") this.#fail('one pair of parentheses is too many, or "&", "|" or "!" is missing');
    if (operator !== "&" && operator !== "|" && operator !== "!") return this.#item();
    this.#at += 1;
    this.#skipSpaces();
    if (operator === "!") return { kind: "not", part: this.#filter() };
    const parts: FilterNode[] = [];
    // None at all is RFC 4526: (&) is true and (|) is false.
    while (this.#peek() === "(") parts.push(this.#filter());
    return { kind: operator === "&" ? "and" : "or", parts };
  }

  #item(): FilterNode {
    const [left = ""] = /^[^=()]*/.exec(this.#text.slice(this.#at)) ?? [];
    const equals = this.#at + left.length;
    if (this.#text[equals] !== "=") this.#failAt(equals, '"=" is missing; write (attribute=value)');
    const { attribute, comparison, rule } = splitLeft(left);
    if (attribute === "") this.#fail('the name of an attribute is missing in front of "="');
    if (rule !== undefined) return this.#extensible(attribute, rule, equals);
    this.#at = equals + 1;
    const pieces = this.#pieces();
    const [value = "", ...others] = pieces;
    if (comparison === "=" && others.length > 0) {
      const any = pieces.every((piece) => piece === "");
      return any ? { kind: "present", attribute } : { kind: "substrings", attribute, pieces };
    }
    if (others.length > 0)
      this.#fail(`"*" cannot be compared with "${comparison}"; a star itself is written \\2a`);
    if (value === "")
      this.#fail(`the value is missing; (${attribute}=*) asks for any, (!(${attribute}=*)) for none`);
    const kinds = { "=": "equal", "~=": "equal", ">=": "least", "<=": "most" } as const;
    return { kind: kinds[comparison], attribute, value };
  }

  #extensible(attribute: string, rule: string, equals: number): FilterNode {
    const kind = BIT_RULES.get(rule.trim());
    if (kind === undefined) {
      const known = [...BIT_RULES.keys()].join(" (all bits) and ");
      this.#fail(`the matching rule ":${rule}:=" is not known here; ${known} (any bit) are`);
    }
    this.#at = equals + 1;
    const value = this.#pieces().join("*").trim();
    if (!/^-?\d{1,20}$/.test(value)) this.#fail("the value of a bit rule is a whole number, such as 2");
    return { kind, attribute, mask: BigInt(value) };
  }

  /** The value up to the closing parenthesis, unescaped, cut at its stars. */
  #pieces(): readonly string[] {
    const [raw = ""] = /^[^()]*/.exec(this.#text.slice(this.#at)) ?? [];
    const bad = /\\(?![0-9a-fA-F]{2})/.exec(raw);
    if (bad !== null) {
      this.#failAt(
        this.#at + bad.index,
        'after "\\" stand two hexadecimal digits; a backslash itself is written \\5c',
      );
    }
    this.#at += raw.length;
    if (this.#peek() === "(") this.#fail('a "(" in a value is written \\28, a ")" \\29');
    return raw.split("*").map(unescapeValue);
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #skipSpaces(): void {
    while (/\s/.test(this.#peek())) this.#at += 1;
  }

  #fail(message: string): never {
    this.#failAt(this.#at, message);
  }

  #failAt(at: number, message: string): never {
    throw new UsageError(`LDAP filter (RFC 4515), column ${at + 1}: ${message}`);
  }
}

/** What stands in front of the `=`: `uid`, `uidNumber>`, or `userAccountControl:1.2.840.113556.1.4.803:`. */
function splitLeft(left: string): { attribute: string; comparison: Comparison; rule?: string } {
  const [, name = left, sign] = /^(.*)([<>~:])$/s.exec(left) ?? [];
  if (sign === ":") {
    const [attribute = "", ...rule] = name.split(":");
    const named = { attribute: foldName(attribute), comparison: "=" as const };
    // Without a rule the attribute's own is meant (RFC 4511, 4.5.1.7.7).
    return rule.length === 0 ? named : { ...named, rule: rule.join(":") };
  }
  const comparison = sign === undefined ? "=" : (`${sign}=` as Comparison);
  return { attribute: foldName(name), comparison };
}

function unescapeValue(piece: string): string {
  return piece.replaceAll(/(?:\\[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll("\\", ""), "hex").toString(),
  );
}
