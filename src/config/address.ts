import { fillIn } from "./base-url.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A {name} of an address of a connector, and where it stands. */
interface Slot {
  readonly name: string;
  /** `host`: all of it, with its port; `label`: part of it; `path`: behind it. */
  readonly place: "host" | "label" | "path";
  /** What stands in the host behind it, such as `.example.com`. */
  readonly suffix: string;
}

/** What is wrong with the value of a {name}, or that it has none. */
export interface SlotProblem {
  readonly name: string;
  readonly message: string;
}

/** What each {name} means, in a sentence. */
type Meanings = Readonly<Record<string, string>>;
/** What a target says of them. May hold `${env.NAME}`. */
export type Vars = Readonly<Record<string, string>>;

const name = /\{([A-Za-z]\w{0,31})\}/g;
const slotText = /\{[A-Za-z]\w{0,31}\}/;

/** The names that an address has in braces, each once. */
export function namesIn(template: string): readonly string[] {
  return [...new Set(slotsIn(template).map((slot) => slot.name))];
}

/**
 * The address with values in place of its {names}. A value stays where it stands: what could end a host or a segment of a
 * path there is refused, or percent-encoded.
 */
export function fillAddress(
  template: string,
  vars: Vars,
  meanings: Meanings,
  environment: Environment,
): { readonly text?: string; readonly problems: readonly SlotProblem[] } {
  const problems: SlotProblem[] = [];
  const values = slotsIn(template).map((slot) => {
    const read = readValue(slot, template, vars, meanings, environment);
    if ("message" in read && !problems.some((one) => one.name === slot.name))
      problems.push({ name: slot.name, message: read.message });
    return "value" in read ? read.value : "";
  });
  if (problems.length > 0) return { problems };
  let at = 0;
  return { text: template.replace(name, () => values[at++] ?? ""), problems };
}

function slotsIn(template: string): readonly Slot[] {
  const [, scheme = "", host = ""] = /^([a-z]+:\/\/)([^/?#]*)/i.exec(template) ?? [];
  const hostEnds = scheme.length + host.length;
  return [...template.matchAll(name)].map((found) => {
    const [text, slotName = ""] = found;
    if (found.index >= hostEnds) return { name: slotName, place: "path", suffix: "" };
    const suffix = template.slice(found.index + text.length, hostEnds);
    return { name: slotName, place: host === text ? "host" : "label", suffix };
  });
}

type Read = { readonly value: string } | { readonly message: string };

function readValue(
  slot: Slot,
  template: string,
  vars: Vars,
  meanings: Meanings,
  environment: Environment,
): Read {
  const stated = Object.hasOwn(vars, slot.name) ? vars[slot.name] : undefined;
  const meant = Object.hasOwn(meanings, slot.name) ? meanings[slot.name] : undefined;
  const meaning = meant ?? `the {${slot.name}} of ${template}`;
  if (stated === undefined)
    return { message: `is missing: ${meaning}; write vars: { ${slot.name}: … } in the target` };
  const { text, problem } = fillIn(stated, environment);
  if (text === undefined) return { message: problem ?? "is empty" };
  return slot.place === "path" ? readSegment(text, meaning) : readHost(text, slot, meaning);
}

const wholeHost = /^(?:[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const label = /^[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?$/i;

function readHost(text: string, slot: Slot, meaning: string): Read {
  const form = slot.place === "host" ? wholeHost : label;
  const isRepeated = slot.suffix.length > 1 && text.toLowerCase().endsWith(slot.suffix.toLowerCase());
  if (form.test(text) && !text.includes("..") && !isRepeated) return { value: text };
  const alone = hostAlone(text, slot);
  const advice = alone === undefined ? "letters, digits, dots and hyphens alone" : `write ${alone} alone`;
  return { message: `is ${meaning}; ${advice}, without https:// and without what follows a slash` };
}

/** The part that was meant of an address, or of more of a host than was asked for. */
function hostAlone(text: string, { place, suffix }: Slot): string | undefined {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { host, hostname, username } = new URL(address);
  if (username !== "") return undefined;
  if (place === "host") return wholeHost.test(host) ? host : undefined;
  // What stands behind it in the host is told only where it is plain.
  const isPlain = suffix !== "" && !slotText.test(suffix) && hostname.endsWith(suffix.toLowerCase());
  const rest = isPlain ? hostname.slice(0, -suffix.length) : "";
  return label.test(rest) ? rest : undefined;
}

function readSegment(text: string, meaning: string): Read {
  if (/^https?:\/\//i.test(text))
    return { message: `is ${meaning}; write it alone, not the address that it is in` };
  if (text === "." || text === ".." || /[\s/?#\\%\p{Cc}]/u.test(text))
    return { message: `is ${meaning}; it may not hold a space or / ? # % \\` };
  return { value: encodeURIComponent(text) };
}
