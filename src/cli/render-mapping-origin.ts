import type { MappingOrigin, MappingPart } from "../config/mapping-origin.ts";
import type { Target } from "../sync/target.ts";
import { plural } from "../numbers.ts";
import { attributePath } from "./render-resource-value.ts";
import { plain } from "./render-source-text.ts";

type Mapped = Pick<Target, "config" | "notSent">;

const sections = ["users", "groups"] as const;

/** Which mapping is in force, as a part of a JSON document. */
export function mappingJson({ config, notSent }: Mapped): object {
  const [users, groups] = sections.map((section) => ({
    from: config.origins[section].parts.map(({ by, place, values }) => ({
      by: by === "profile" ? `connector ${config.connector}` : by,
      ...(place !== undefined && { file: place.file, line: place.line }),
      values,
    })),
    notSent: notSent
      .filter((one) => one.section === section)
      .map(({ path, names, remedy }) => ({ path, names, remedy })),
  }));
  return { target: config.id, users, groups };
}

/** Whose the mapping of users is, where somebody besides the target itself says something of it. */
export function mappingLine(target: Mapped): string | undefined {
  const { config, notSent } = target;
  if (isOwn(config.origins.users)) return undefined;
  const left = notSent.filter(({ section }) => section === "users").map(({ path }) => attributePath(path));
  const without = left.length === 0 ? "" : `; not sent: ${plain(left.join(", "))}`;
  const parts = config.origins.users.parts.map((part) => partText(part, config.connector));
  return `mapping of users: ${parts.join(", ")}${without}`;
}

function isOwn({ parts }: MappingOrigin): boolean {
  return parts.every(({ by }) => by === "target");
}

function partText({ by, place, values }: MappingPart, connector: string): string {
  const whose = {
    profile: `the connector ${connector}`,
    defaults: "defaults",
    target: "the target",
    scimsync: "scimsync",
  };
  const where = place === undefined ? "" : ` (${place.file}:${place.line})`;
  return plain(`${plural(values, "value")} of ${whose[by]}${where}`);
}
