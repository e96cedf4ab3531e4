import { readFileSync } from "node:fs";
import { isMap, isScalar, parse, parseDocument } from "yaml";

/** A YAML block of a page. */
export interface Block {
  /** Line of the page at which it begins. */
  readonly line: number;
  readonly text: string;
}

const fence = /^( *)```yaml\n(.*?)^ *```$/gms;

/** The YAML blocks of a page; one that states a key of its own twice shows several ways, which are told apart. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(fence)].flatMap(({ 1: indent = "", 2: block = "", index }) => {
    const line = page.slice(0, index).split("\n").length + 1;
    return waysIn(withoutIndent(block, indent)).map((text) => ({ line, text }));
  });
}

function withoutIndent(block: string, outer: string): string {
  const lines = block.split("\n").map((line) => line.replace(new RegExp(`^${outer}`), ""));
  const [, inner = ""] = /^( *)/.exec(lines[0] ?? "") ?? [];
  return lines.map((line) => line.replace(new RegExp(`^${inner}`), "")).join("\n");
}

function waysIn(text: string): readonly string[] {
  const ways: { keys: Set<string>; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const [, key] = /^([\w$"'].*?):(?:\s|$)/.exec(line) ?? [];
    const last = ways.at(-1);
    if (last === undefined || (key !== undefined && last.keys.has(key))) {
      ways.push({ keys: new Set(key === undefined ? [] : [key]), lines: [line] });
    } else {
      last.lines.push(line);
      if (key !== undefined) last.keys.add(key);
    }
  }
  return ways.map(({ lines }) => lines.join("\n"));
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
}

function schemaOf(name: string): Schema {
  return JSON.parse(
    readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), "utf8"),
  ) as Schema;
}

/** Where the keys of a block belong. */
export type Level =
  | "profile"
  | "config"
  | "target"
  | "users"
  | "groups"
  | "attributes"
  | "mappingTest"
  | "workflow"
  | "prometheus";

const config = schemaOf("config");
const target = config.properties!["targets"]!.additionalProperties!;
const levels: readonly (readonly [Level, Schema])[] = [
  ["config", config],
  ["target", target],
  ["users", target.properties!["users"]!],
  ["groups", target.properties!["groups"]!],
  ["profile", schemaOf("connector")],
];

export function levelOf(text: string): Level {
  const root = parseDocument(text).contents;
  if (!isMap(root)) return "workflow";
  const keys = root.items.map(({ key }) => (isScalar(key) ? String(key.value) : ""));
  if (keys.includes("tests")) return "mappingTest";
  if (keys.includes("scrape_configs")) return "prometheus";
  if (keys.includes("title") && keys.some((key) => ["guide", "extends"].includes(key))) return "profile";
  const [level] = levels.find(([, { properties = {} }]) => keys.every((key) => key in properties)) ?? [];
  if (level !== undefined) return level;
  const unknown = keys.filter((key) => !attributeNames.test(key));
  if (unknown.length > 0)
    throw new Error(`nothing that scimsync reads has the keys ${unknown.join(", ")} together`);
  return "attributes";
}

/** Attributes that a block may speak of without saying whose they are. */
const attributeNames =
  /^(?:userName|externalId|name|title|userType|emails|employeeNumber|manager|active|displayName)\b/;

type Part = Readonly<Record<string, unknown>>;

const source = { type: "csv", users: { file: "people.csv", key: "id" } };
/** What rules and policies of an example may be about. */
const usual = {
  userName: "${user.email}",
  name: { givenName: "${user.first_name}", familyName: "${user.last_name}" },
  emails: [{ value: "${user.email}", type: "work" }],
  userType: "${user.kind}",
  title: "${user.title}",
};
const reached = { baseUrl: "https://app.example.com/scim/v2", auth: { token: "${env.TOKEN}" } };

/** A whole config with the block at its place; keys keep the text that they have there. */
export function configAround(text: string, level: Level): Part {
  const part = parse(text) as Part;
  if (level === "config") return { source, ...part, targets: part["targets"] ?? { app: targetWith({}) } };
  if (level === "target") return { source, targets: { app: targetWith(part) } };
  const inTarget = level === "attributes" ? { users: { attributes: part } } : { [level]: part };
  return { source, targets: { app: targetWith(inTarget) } };
}

function targetWith(part: Part): Part {
  const users = (part["users"] ?? {}) as Part;
  const isMapped = ["attributes", "template", "addAttributes"].some((key) => key in users);
  const mapped = isMapped ? withUserName(users) : { ...users, attributes: usual };
  return { ...reached, assign: { everyone: true }, ...part, users: mapped };
}

/** An example may be about other attributes; each account needs a name all the same. */
function withUserName(users: Part): Part {
  const { attributes } = users;
  return attributes === undefined
    ? users
    : { ...users, attributes: { userName: "${user.email}", ...(attributes as Part) } };
}
