import { stringify } from "yaml";
import type { Json } from "../canonical.ts";
import type { Access, ConnectorPage, Said, Setting } from "../connector/page.ts";
import type { Source } from "../connector/source-line.ts";
import { BASE_PROFILE } from "../connector/profile-file.ts";
import { type Block, type Line, type Notes, startNotes, type Term } from "./page-block.ts";

/** What is told of a connector, part by part. */
export function connectorBlocks(page: ConnectorPage): readonly Block[] {
  const notes = startNotes();
  return [
    { kind: "title", text: `${page.title} (\`${page.name}\`)` },
    ...headBlocks(page, notes),
    ...section("Warnings", listOf(page.warnings, notes)),
    ...section("To be done there first", listOf(page.before, notes, true)),
    ...section("Address and credentials", accessBlocks(page.access, notes)),
    ...mappingBlocks(page, notes),
    ...section("What scimsync does differently there", termsOf(page.differences, notes)),
    ...section("As the RFCs have it, and known to be so", usualBlocks(page, notes)),
    ...section(
      "What else holds for a target, unless scimsync.yaml says otherwise",
      termsOf(page.defaults, notes),
    ),
    ...section("Limits", listOf(page.limits, notes)),
    ...section("Notes", listOf(page.notes, notes)),
    ...section("Not known", unknownBlocks(page)),
    ...section("A config to start with", [{ kind: "code", text: page.config }]),
    ...section("Sources", notes.all().length === 0 ? [] : [{ kind: "notes", notes: notes.all() }]),
  ];
}

function section(text: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [{ kind: "heading", text }, ...blocks];
}

function headBlocks(
  { name, plan, docs, coverage, confidence, extends: above }: ConnectorPage,
  notes: Notes,
): readonly Block[] {
  const counts = Object.entries(confidence).map(([word, n]) => `${word} ${n}`);
  const facts = counts.length === 0 ? "" : ` Facts by their best source: ${counts.join(", ")}.`;
  const builds = above.length === 0 ? "" : ` Builds on ${above.map((name) => `\`${name}\``).join(", ")}.`;
  const base =
    "What RFC 7643 and RFC 7644 ask of a service provider. Every other profile builds on this one.";
  if (name === BASE_PROFILE) return [{ kind: "text", line: { text: base } }];
  return [
    ...(plan === undefined ? [] : [textOf({ ...plan, text: `Plan: ${plan.text}` }, notes)]),
    ...docs.map((text): Block => ({ kind: "text", line: { text: `Documentation: ${text}` } })),
    {
      kind: "text",
      line: { text: `States ${coverage.stated} of ${coverage.of} settings.${facts}${builds}` },
    },
  ];
}

function textOf({ text, sources }: Said, notes: Notes): Block {
  return { kind: "text", line: { text, notes: notes.of(sources) } };
}

function lineOf({ text, sources }: Said, notes: Notes): Line {
  return { text, notes: notes.of(sources) };
}

function listOf(said: readonly Said[], notes: Notes, ordered = false): readonly Block[] {
  const items = said.map((one) => lineOf(one, notes));
  return items.length === 0 ? [] : [{ kind: "list", ordered, items }];
}

function termsOf(settings: readonly Setting[], notes: Notes): readonly Block[] {
  const items = settings.map((one) => termOf(one, notes));
  return items.length === 0 ? [] : [{ kind: "terms", items }];
}

function termOf(setting: Setting, notes: Notes): Term {
  const { name, value, meaning, prose, sources } = setting;
  const usual = setting.default === undefined ? "" : ` (default ${valueText(setting.default)})`;
  return {
    name: { text: `\`${name}: ${valueText(value)}\`${usual}`, notes: notes.of(sources) },
    lines: [meaning, prose, ...remarksOf(sources)].filter((line) => line !== ""),
  };
}

/** What was read or seen at the sources, each once. */
function remarksOf(sources: readonly Source[]): readonly string[] {
  const remarks = sources.flatMap(({ confidence, remark }) => {
    if (remark === "") return [];
    return [`${confidence === "observed" ? "Seen" : "Said there"}: ${remark.replace(/[^.!?]$/, "$&.")}`];
  });
  return [...new Set(remarks)];
}

function accessBlocks({ baseUrl, vars, auth }: Access, notes: Notes): readonly Block[] {
  const unsaid = { name: { text: "Address: told by the service, or by who runs it" }, lines: [] };
  const items = [
    ...(baseUrl === undefined
      ? [unsaid]
      : [namedTerm(`Address: \`${valueText(baseUrl.value)}\``, baseUrl, notes)]),
    ...vars.map((one) => ({
      name: lineOf({ ...one, text: `\`{${one.name}}\`: ${one.text}` }, notes),
      lines: [],
    })),
    ...auth.filter(({ name }) => name !== "auth.variable").map((one) => authTerm(one, notes)),
  ];
  return [{ kind: "terms", items }];
}

function authTerm(setting: Setting, notes: Notes): Term {
  const { name, value } = setting;
  if (name === "auth.type")
    return namedTerm(`Credentials: ${valueText(value)}. ${setting.meaning}`, setting, notes);
  return termOf({ ...setting, default: undefined }, notes);
}

function namedTerm(text: string, { prose, sources }: Setting, notes: Notes): Term {
  const lines = [prose, ...remarksOf(sources)].filter((line) => line !== "");
  return { name: { text, notes: notes.of(sources) }, lines };
}

/** As it would be written in a profile, on one line. */
function valueText(value: Json): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length === 0) return "none";
  if (typeof value === "object" && value !== null && Object.keys(value).length === 0) return "none";
  return stringify(value, { collectionStyle: "flow", lineWidth: 0, defaultKeyType: "PLAIN" }).trim();
}

function mappingBlocks({ mapping, mappingSources, reads }: ConnectorPage, notes: Notes): readonly Block[] {
  if (mapping === undefined) return [];
  const names = reads.map((name) => `\`${name}\``).join(", ");
  const from = {
    text: `What is sent of a user; it reads these attributes of the source: ${names}.`,
    sources: mappingSources,
  };
  return [
    { kind: "heading", text: "Mapping" },
    textOf(from, notes),
    { kind: "code", text: stringify({ users: { attributes: mapping } }, { lineWidth: 0 }) },
  ];
}

function usualBlocks({ asUsual }: ConnectorPage, notes: Notes): readonly Block[] {
  const items = asUsual.map(({ name, value, sources }) => ({
    text: `\`${name}: ${valueText(value)}\``,
    notes: notes.of(sources),
  }));
  return items.length === 0 ? [] : [{ kind: "list", ordered: false, items }];
}

function unknownBlocks({ name, unknown, unsourced, coverage }: ConnectorPage): readonly Block[] {
  if (name === BASE_PROFILE) return [];
  const items = unknown.map(({ name, meaning, said }) => ({
    text: `\`${name}\`: ${meaning}${said ? "" : " The profile must say this itself, and be it `unknown`."}`,
  }));
  const left = coverage.of - coverage.stated;
  return [
    ...(items.length === 0 ? [] : [{ kind: "list", ordered: false, items } as const]),
    {
      kind: "text",
      line: {
        text: `${left} of ${coverage.of} settings are as in \`generic\`, which is what the RFCs ask. \`scimsync check --write\` tries what can be tried, with a throw-away user and group.`,
      },
    },
    ...(unsourced.length === 0
      ? []
      : [
          {
            kind: "text",
            line: { text: `Said without a source: ${unsourced.join(", ")}.` },
          } as const,
        ]),
  ];
}
