import { stringify } from "yaml";
import { z } from "zod";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { escaped } from "../../src/cli/render-page-markdown.ts";
import { type Knob, knobList, settingIn } from "../../src/connector/knob-list.ts";
import { profileSections } from "../../src/connector/profile-schema.ts";
import type { Survey } from "../../src/connector/survey.ts";

/** More services than this are counted. */
const MOST_NAMED = 6;

/** Every setting of a connector, a table a section, as Markdown. */
export function knobTables(generic: JsonObject, surveys: readonly Survey[]): string {
  const knobs = [...knobList(), ...guideKnobs()];
  return Object.entries(profileSections)
    .map(([section, schema]) => {
      const rows = knobs
        .filter((knob) => knob.section === section)
        .map((knob) => rowOf(knob, generic, surveys));
      return [
        `### ${section}`,
        "",
        escaped(schema.meta()?.description ?? ""),
        "",
        "| setting | what it says | default | services that need it |",
        "| --- | --- | --- | --- |",
        ...rows,
      ].join("\n");
    })
    .join("\n\n");
}

function guideKnobs(): readonly Knob[] {
  return Object.entries(profileSections.guide.shape).map(([key, schema]) => ({
    name: `guide.${key}`,
    section: "guide" as const,
    description: schema.meta()?.description ?? "",
    values: {},
    schema,
  }));
}

function rowOf(knob: Knob, generic: JsonObject, surveys: readonly Survey[]): string {
  const usual = settingIn(generic, knob.name);
  const needing = surveys.filter((survey) => needs(survey, knob, usual));
  const cells = [
    `\`${knob.name}\``,
    meaningOf(knob),
    usual === undefined ? "" : cell(valueText(usual)),
    knob.section === "guide" ? "" : servicesOf(needing),
  ];
  return `| ${cells.join(" | ")} |`;
}

function needs({ statements }: Survey, { name }: Knob, usual: Json | undefined): boolean {
  return statements.some(
    ({ knob, value }) =>
      knob?.name === name && value !== "unknown" && JSON.stringify(value) !== JSON.stringify(usual),
  );
}

function meaningOf({ description, values, schema }: Knob): string {
  const listed = Object.entries(values).map(([value, meaning]) => `${cell(value)}: ${escaped(meaning)}`);
  const allowed = listed.length > 0 ? listed : [allowedBy(schema)];
  return [escaped(description), ...allowed].filter((part) => part !== "").join("<br>");
}

/** Which values a setting can have that has no list of them. */
function allowedBy(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: "input" });
  const [example] = (schema.meta()?.["examples"] as readonly Json[] | undefined) ?? [];
  const such = example === undefined ? "" : `, such as ${cell(valueText(example))}`;
  if (json.type === "integer") return `${json.minimum} to ${json.maximum}${such}`;
  if (json.type === "array") return `A list${such}`;
  if (json.type === "object") return `A map${such}`;
  return such === "" ? "Text" : `Text${such}`;
}

function servicesOf(surveys: readonly Survey[]): string {
  const named = surveys
    .slice(0, MOST_NAMED)
    .map(({ name, title }) => `[${escaped(title)}](connectors/${name}.md)`);
  const more = surveys.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function valueText(value: Json): string {
  if (typeof value === "string") return value;
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}

function cell(text: string): string {
  return `\`${text.replaceAll("|", String.raw`\|`)}\``;
}
