import { lack, type NotSent } from "./fit-mapping.ts";
import type { Target } from "./target.ts";

/** What of a connector's mapping is left out, name by name, and what to write. */
export function notSentNotices({ config, notSent }: Pick<Target, "config" | "notSent">): readonly string[] {
  const byNames = new Map<string, NotSent[]>();
  for (const one of notSent) {
    const key = JSON.stringify([one.section, one.names]);
    byNames.set(key, [...(byNames.get(key) ?? []), one]);
  }
  return [...byNames.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { section, names, remedy } = first;
    const paths = all.map(({ path }) => path);
    const subject = `${paths.join(" and ")} ${paths.length === 1 ? "is" : "are"} not sent`;
    const way = `write ${remedy}, or targets.${config.id}.${section}.omitAttributes: [${paths.map(asYaml).join(", ")}]`;
    return [`${config.id}: ${subject}: ${lack(section, names)}; ${way}`];
  });
}

/** The same in one line, for a run. */
export function notSentNotice({ notSent }: Pick<Target, "notSent">): readonly string[] {
  if (notSent.length === 0) return [];
  const paths = notSent.map(({ path }) => path).join(", ");
  return [
    `left out of the connector's mapping, because the source has nothing to make them of: ${paths}; \`scimsync validate\` tells what to write`,
  ];
}

/** Paths with brackets or URNs need quotes. */
function asYaml(path: string): string {
  return /^[\w.]+$/.test(path) ? path : `'${path}'`;
}
