import type { Json, JsonObject } from "../../canonical.ts";
import { overlaps } from "../../config/finding.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { Expression } from "../../mapping/expression.ts";
import type { ExpressionInput } from "../../mapping/expression-input.ts";
import { MappingError } from "../../mapping/mapping-error.ts";
import { compileTemplate } from "../../mapping/resource-template.ts";
import type { TemplatePath } from "../../mapping/template.ts";
import { noPolicies } from "../../plan/attribute-policies.ts";
import { hidden } from "../../plan/secret-values.ts";
import { isNamed } from "../preview/preview-rows.ts";
import { lack } from "../fit-mapping.ts";
import { type ResourceRow, resourceRows, showReferences } from "../preview/resource-rows.ts";
import type { Target } from "../target.ts";

/** One mapped value, on its own. */
export interface MappedPath {
  /** As PATCH would address it. */
  readonly path: string;
  /** What the config states: text with `${expressions}`, or a constant. */
  readonly stated: Json;
  /** `connector my-app`, when that brought it. */
  readonly by?: string;
  /** Where: `scimsync.yaml:17`. */
  readonly place?: string;
  /** What comes out for the record; absent when nothing does. */
  readonly value?: Json;
  /** Why nothing can come out. */
  readonly failed?: string;
  /** Why it is not sent for anybody. */
  readonly leftOut?: string;
}

/** Each value that the template of a target states, and what it gives for a record. Secrets are hidden. */
export function explainMapping(
  target: Target,
  kind: "user" | "group",
  input: ExpressionInput,
  locate: LoadedConfig["locate"],
): readonly MappedPath[] {
  const isUser = kind === "user";
  const { template } = isUser ? target.config.users : target.config.groups;
  const compile = isUser ? target.compile.user : target.compile.group;
  const { secret } = isUser ? target.policies : noPolicies;
  const section = isUser ? "users" : "groups";
  const { brought } = target.config.origins[section];
  const rows = resourceRows(template.attributes).map((row) => {
    const stated = target.whence(section, row.at);
    const at = ["targets", target.config.id, section, "attributes", ...stated];
    const mapped = { ...mapRow(row, at, compile, input), ...statedBy(stated, at) };
    return isNamed(secret, row.path) ? withoutValues(mapped) : mapped;
  });
  const leftOut = target.notSent.filter((one) => one.section === section);
  return [
    ...rows,
    ...leftOut.map(({ at, path, stated, names }) => ({
      path,
      stated,
      leftOut: lack(section, names),
      ...statedBy(at, ["targets", target.config.id, section, "attributes", ...at]),
    })),
  ];

  function statedBy(path: TemplatePath, at: TemplatePath): Pick<MappedPath, "by" | "place"> {
    const place = locate(at);
    return {
      ...(brought.some((one) => overlaps(one, path)) && { by: `connector ${target.config.connector}` }),
      ...(place !== undefined && { place: `${place.file}:${place.line}` }),
    };
  }
}

function mapRow(
  { path, value: stated }: ResourceRow,
  at: TemplatePath,
  compile: (source: string) => Expression,
  input: ExpressionInput,
): MappedPath {
  try {
    // On its own, but under its name and in its place, so that an error says where.
    const template: JsonObject = { [String(at.at(-1))]: stated };
    const [value] = Object.values(compileTemplate(template, at.slice(0, -1), compile, []).fill(input));
    return { path, stated, ...(value !== undefined && { value: showReferences(value) }) };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return { path, stated, failed: error.message };
  }
}

/** What is no expression is the secret itself. */
function withoutValues({ stated, value, ...path }: MappedPath): MappedPath {
  const isExpression = typeof stated === "string" && stated.includes("${");
  return { ...path, stated: isExpression ? stated : hidden, ...(value !== undefined && { value: hidden }) };
}
