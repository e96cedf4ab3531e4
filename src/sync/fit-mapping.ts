import type { TargetConfig } from "../config/config.ts";
import { foldName } from "../fold-name.ts";
import { fitTemplate, type FittedTemplate, type LeftOut } from "../mapping/fit-template.ts";
import { indexNames } from "../mapping/known-names.ts";
import type { HasAttribute } from "../mapping/missed-names.ts";
import type { DirectoryNaming } from "../mapping/naming.ts";
import type { TemplateProblem } from "../mapping/resource-template.ts";
import type { TemplatePath } from "../mapping/template.ts";
import { likelyName, standardName } from "../mapping/standard-names.ts";
import { presentAt } from "../plan/at-path.ts";
import { readPaths } from "../plan/attribute-path-set.ts";
import type { DirectoryNames } from "./read/attribute-names.ts";

type Section = "users" | "groups";

/** A value that the mapping of a connector has, and that is not sent. */
export interface NotSent extends LeftOut {
  readonly section: Section;
  /** What to write under `source` so that it is sent. */
  readonly remedy: string;
  /** The remedy names attributes that the source has, and no others. */
  readonly isFound: boolean;
}

/** A target without what its connector's mapping asks of a source that does not have it. */
export interface FittedMapping {
  readonly config: TargetConfig;
  readonly notSent: readonly NotSent[];
  /** Expressions that miss a name and name another to take instead. */
  readonly tolerated: ReadonlySet<string>;
  /** Where what stands at a path of the attributes that are left was among those of the config. */
  readonly whence: (section: Section, path: TemplatePath) => TemplatePath;
}

/**
 * Leaves out of the mapping what its connector brought and the source cannot give. What an account cannot be without is
 * told as a problem instead: its name, what it is recognised by, what the service asks for, and whether it is active,
 * because who is disabled must not come back with a column that went.
 */
export function fitMapping(
  config: TargetConfig,
  naming: DirectoryNaming,
  names: DirectoryNames | "any",
  problems: TemplateProblem[],
): FittedMapping {
  if (names === "any") {
    return { config, notSent: [], tolerated: new Set(), whence: (_section, path) => path };
  }
  const index = {
    user: indexNames(names.users, "user", naming.user),
    group: indexNames(names.groups, "group", naming.group),
  };
  const has: HasAttribute = (variable, path) => index[variable].has(path);
  const fit = (section: Section) => fitSection(config, section, { has, names: names[section] }, problems);
  const fits = { users: fit("users"), groups: fit("groups") };
  const { users, groups } = fits;
  const whence: FittedMapping["whence"] = (section, path) => fits[section].whence(path);
  const notSent = [...users.notSent, ...groups.notSent];
  const tolerated = new Set([...users.tolerated, ...groups.tolerated]);
  if (notSent.length === 0) return { config, notSent, tolerated, whence };
  return {
    config: {
      ...config,
      users: { ...config.users, template: { ...config.users.template, attributes: users.attributes } },
      groups: { ...config.groups, template: { ...config.groups.template, attributes: groups.attributes } },
    },
    notSent,
    tolerated,
    whence,
  };
}

interface SectionFit extends Pick<FittedTemplate, "attributes" | "tolerated" | "whence"> {
  readonly notSent: readonly NotSent[];
}

function fitSection(
  config: TargetConfig,
  section: Section,
  source: { readonly has: HasAttribute; readonly names: readonly string[] },
  problems: TemplateProblem[],
): SectionFit {
  const { attributes } = config[section].template;
  const fitted = fitTemplate(attributes, config.origins[section].brought, source.has);
  const notSent = fitted.leftOut.map((one) => ({
    ...one,
    section,
    ...remedyFor(section, one.names, source.names),
  }));
  for (const { path, why } of indispensable(config, section)) {
    const read = readPaths([path], attributes)[0];
    if (read === undefined || presentAt(attributes, read).length === 0) continue;
    if (presentAt(fitted.attributes, read).length > 0) continue;
    const [first] = read.steps;
    const missing = notSent.find(({ at }) => foldName(String(at[0])) === first?.folded);
    if (missing !== undefined) problems.push(problemOf(config.id, `${path} ${why}`, missing));
  }
  return { ...fitted, notSent };
}

/** What cannot be left out, by path, and why. */
function indispensable(
  { users, groups }: TargetConfig,
  section: Section,
): readonly { readonly path: string; readonly why: string }[] {
  const { rules, policy } = section === "users" ? users : groups;
  const always: readonly (readonly [string, string])[] =
    section === "users"
      ? [
          ["userName", "cannot be left out"],
          ["active", "cannot be left out, because it says who is disabled"],
        ]
      : [["displayName", "cannot be left out"]];
  const matched = policy.match.map((path) => [path, `is in ${section}.match`] as const);
  const required = rules.flatMap(({ path, off, required, by }) =>
    required === true && !off ? [[path, `must have a value (${by})`] as const] : [],
  );
  const first = new Map([...required, ...matched, ...always].map((one) => [one[0].toLowerCase(), one]));
  return [...first.values()].map(([path, why]) => ({ path, why }));
}

function problemOf(target: string, need: string, { section, at, names, remedy }: NotSent): TemplateProblem {
  return {
    path: ["targets", target, section, "attributes", ...at],
    message: `${need}, and ${lack(section, names)}; write ${remedy}, or say yourself what it shall be: ${section}.addAttributes`,
    offset: 0,
  };
}

/** `no user of the source has "title"` */
export function lack(section: Section, names: readonly string[]): string {
  const one = section === "users" ? "user" : "group";
  return `no ${one} of the source has ${names.map((name) => `"${name}"`).join(" or ")}`;
}

function remedyFor(
  section: Section,
  missed: readonly string[],
  known: readonly string[],
): Pick<NotSent, "remedy" | "isFound"> {
  const rows = missed.map((name) => {
    const standard = standardName(name);
    return [standard ?? name, standard === undefined ? undefined : likelyName(standard, known)] as const;
  });
  const pairs = rows.map(([name, likely]) => `${name}: ${likely ?? "COLUMN"}`);
  return {
    remedy: `source.${section}.names: { ${pairs.join(", ")} }`,
    isFound: rows.every(([, likely]) => likely !== undefined),
  };
}
