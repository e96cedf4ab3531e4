import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { knobList } from "../../src/connector/knob-list.ts";
import { profileSections } from "../../src/connector/profile-schema.ts";

/** Settings that are for people: the page of a connector, and the config to start with. */
const forPeople: readonly string[] = ["auth.variable"];

const root = join(import.meta.dirname, "../..");
/** Types of the SCIM client, which knows no profiles, that a section is handed over as. */
const handedOverAs: Readonly<Record<string, string>> = { pacing: "PacingHeaders" };

/** The schema itself, what shows it, and what only suggests values of it. */
const notCode =
  /^src\/(?:connector|check)\/|^src\/cli\/(?:connector|render-page|commands\/connectors)|-schema\.ts$/;

/** Code without comments. */
function spoken(code: string): string {
  return code.replaceAll(/\/\*.*?\*\//gs, "").replaceAll(/^\s*\/\/.*$/gm, "");
}

/** Code without comments, and without texts, which may speak of a setting that nobody reads. */
function bare(code: string): string {
  return spoken(code).replaceAll(/(?<!\[)"(?:[^"\\\n]|\\.)*"/g, '""');
}

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((name) => `src/${name}`)
  .filter((name) => name.endsWith(".ts") && !notCode.test(name))
  .map((name) => {
    const text = readFileSync(join(root, name), "utf8");
    return { name, code: bare(text), words: spoken(text) };
  });

/** Whether a type takes it out of the section: `Pick<ConnectorProfile["users"], "drops">`. */
function picks(words: string, section: string, key: string): boolean {
  return new RegExp(String.raw`Pick<\s*ConnectorProfile\["${section}"\],[^>]*"${key}"`).test(words);
}

/** Whether the code takes `section.key` from a profile: by its path, or out of the section by its type. */
function reads(code: string, section: string, key: string): boolean {
  const type = handedOverAs[section] ?? `${section[0]?.toUpperCase()}${section.slice(1)}Profile`;
  if (!new RegExp(String.raw`profile|dialect|${type}`, "i").test(code)) return false;
  const byPath = new RegExp(String.raw`\b${section}\??\.${key}\b`);
  const ofSection = new RegExp(String.raw`\b${type}\b|\["${section}"\]|\}\s*=\s*[\w.#]*\b${section}\b`);
  const taken = new RegExp(String.raw`\.${key}\b|\{[^{}]*\b${key}\b[^{}]*\}\s*[=:]`);
  return byPath.test(code) || (ofSection.test(code) && taken.test(code));
}

/** Settings by the two steps under which code knows them: `pacing.quota` is read as a whole. */
const settings = [...new Set(knobList().map(({ name }) => name.split(".").slice(0, 2).join(".")))];

test.each(settings.filter((name) => !forPeople.includes(name)))("code reads %s", (name) => {
  const [section = "", key = ""] = name.split(".");
  const sites = sources
    .filter(({ code, words }) => reads(code, section, key) || picks(words, section, key))
    .map((file) => file.name);
  expect(sites, `nothing reads ${name}: give it code, or take it out of the schema`).not.toEqual([]);
});

test("what is said to be for people is a setting", () => {
  expect(forPeople.filter((name) => !settings.includes(name))).toEqual([]);
});

test("a setting that nobody reads is noticed, however often it is spoken of", () => {
  const spoken = `// users.putOmission\nconst text = "users.putOmission"; /* profile.users.putOmission */`;
  expect(reads(bare(spoken), "users", "putOmission")).toBe(false);
  expect(reads(bare("profile.users.putOmission"), "users", "putOmission")).toBe(true);
  expect(reads(bare("const { putOmission } = profile.users;"), "users", "putOmission")).toBe(true);
  expect(
    reads(bare('function f({ putOmission }: ConnectorProfile["users"]) {}'), "users", "putOmission"),
  ).toBe(true);
  expect(
    reads(bare("function f(users: UsersProfile) { return users.update; }"), "users", "putOmission"),
  ).toBe(false);
});

test("every value of a setting that has a few has a sentence of its own", () => {
  const silent = knobList().flatMap(({ name, values, schema }) => {
    const options = "options" in schema ? (schema.options as readonly unknown[]) : [];
    const words = options.filter((one) => typeof one === "string");
    return words.filter((word) => values[word] === undefined).map((word) => `${name}: ${word}`);
  });
  expect(silent).toEqual([]);
  const spoken = knobList().flatMap(({ name, values, schema }) =>
    Object.keys(values)
      .filter((value) => !accepts(schema, value))
      .map((value) => `${name}: ${value}`),
  );
  expect(spoken).toEqual([]);
});

function accepts(schema: { safeParse(value: unknown): { success: boolean } }, value: string): boolean {
  const read = [value, Number(value), value === "true" ? true : value === "false" ? false : value];
  return read.some((one) => schema.safeParse(one).success);
}

test("the sections of a profile are those whose settings are looked for", () => {
  expect(new Set([...settings.map((name) => name.split(".")[0]), "guide"])).toEqual(
    new Set(Object.keys(profileSections)),
  );
});
