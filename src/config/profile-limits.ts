import { isJsonObject, type JsonObject } from "../canonical.ts";
import { liesBelow } from "../lies-below.ts";
import type { YamlPath } from "../yaml/position.ts";
import type { ShapeFinding } from "../yaml/shape.ts";

/**
 * What `defaults` of a profile may not say although a target may. Profiles are passed from hand to hand: one may decide
 * what its target is sent, but not which secret is shown to whom, run a program, or read files from elsewhere. Gives
 * the settings without it.
 */
export function withinProfile(
  defaults: JsonObject,
  folder: string,
): { readonly allowed: JsonObject; readonly findings: readonly ShapeFinding[] } {
  const findings: ShapeFinding[] = [
    ...Object.keys(defaults)
      .filter((key) => ofAccess.has(key))
      .map((key) => ({ path: [key], message: "does not stand in a profile; write it in scimsync.yaml" })),
    ...environmentFindings(defaults["vars"]),
  ];
  const allowed = Object.entries(defaults).flatMap(([key, value]) => {
    if (ofAccess.has(key) || (key === "vars" && environmentFindings(value).length > 0)) return [];
    const file = templateFile(value);
    if (file === undefined || liesBelow(file, folder)) return [[key, value] as const];
    findings.push({ path: [key, ...inTemplate], message: "must lie beside the profile, or below" });
    return [];
  });
  return { allowed: Object.fromEntries(allowed), findings };
}

/** Keys about credentials, and about who sees them. */
const ofAccess: ReadonlySet<string> = new Set(["auth", "proxy", "allowHttp"]);
const inTemplate: YamlPath = ["template", "file"];

/** An address of the profile's own would be shown what the environment holds. */
function environmentFindings(vars: unknown): readonly ShapeFinding[] {
  return Object.entries(isJsonObject(vars) ? vars : {})
    .filter(([, value]) => typeof value === "string" && value.includes("${"))
    .map(([name]) => ({
      path: ["vars", name],
      message: "may not read the environment in a profile; write it in scimsync.yaml",
    }));
}

function templateFile(section: unknown): string | undefined {
  const template = isJsonObject(section) ? section["template"] : undefined;
  const file = isJsonObject(template) ? template["file"] : undefined;
  return typeof file === "string" ? file : undefined;
}
