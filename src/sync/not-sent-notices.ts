import { lack, type NotSent } from "./fit-mapping.ts";
import type { Target } from "./target.ts";

/** More that the source has nothing like are told in one notice. */
const FEW = 3;

/** What of a connector's mapping is left out, name by name, and what to write. */
export function notSentNotices({ config, notSent }: Pick<Target, "config" | "notSent">): readonly string[] {
  const byNames = new Map<string, NotSent[]>();
  for (const one of notSent) {
    const key = JSON.stringify([one.section, one.names]);
    byNames.set(key, [...(byNames.get(key) ?? []), one]);
  }
  const all = [...byNames.values()];
  const strange = all.filter(([first]) => first?.isFound === false);
  if (strange.length <= FEW) return all.map((alike) => alikeNotice(config.id, alike));
  const found = all.filter(([first]) => first?.isFound === true);
  return [...found.map((alike) => alikeNotice(config.id, alike)), strangeNotice(config.id, strange.flat())];
}

/** Of values that miss the same names. */
function alikeNotice(target: string, alike: readonly NotSent[]): string {
  const [{ section, names, remedy }] = alike as readonly [NotSent];
  const paths = alike.map(({ path }) => path);
  const subject = `${paths.join(" and ")} ${paths.length === 1 ? "is" : "are"} not sent`;
  const way = `write ${remedy}, or targets.${target}.${section}.omitAttributes: [${paths.map(asYaml).join(", ")}]`;
  return `${target}: ${subject}: ${lack(section, names)}; ${way}`;
}

function strangeNotice(target: string, strange: readonly NotSent[]): string {
  const names = [...new Set(strange.flatMap((one) => one.names))];
  const [{ remedy }] = strange as readonly [NotSent];
  return `${target}: ${strange.length} values are not sent: the source has nothing called ${names.join(", ")}; where a column holds one of them, write ${remedy}; omitAttributes takes out what is not wanted`;
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
