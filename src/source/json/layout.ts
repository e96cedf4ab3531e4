import type { ListTarget } from "./judge.ts";
import type { RecordSection, Section } from "./section.ts";

/** Where in a file lists are looked for, and for whom. */
export interface Layout {
  /** The whole document or the lines of NDJSON: for sections that state no path. */
  readonly whole: ListTarget;
  /** Lists at a path that is stated, or named as the section is. */
  readonly named: ReadonlyMap<string, ListTarget>;
  /** For `Resources` and `Operations` of SCIM. */
  readonly scim: readonly RecordSection[];
}

export function layoutOf(sections: readonly Section[]): Layout {
  const named = new Map<string, Section[]>();
  for (const section of sections) {
    const path = section.at ?? section.kind;
    named.set(path, [...(named.get(path) ?? []), section]);
  }
  const unstated = sections.filter(({ at }) => at === undefined);
  return {
    whole: plainTarget(unstated),
    named: new Map([...named].map(([path, sections]) => [path, plainTarget(sections)])),
    scim: plainTarget(unstated).records,
  };
}

/** Whether what is at this path may hold a list that is wanted. */
export function leadsToList({ named }: Layout, path: string): boolean {
  return [...named.keys()].some((wanted) => wanted === path || wanted.startsWith(`${path}.`));
}

function plainTarget(sections: readonly Section[]): ListTarget {
  const records = sections.filter((section) => section.kind !== "memberships");
  const rows = sections.filter((section) => section.kind === "memberships");
  return { form: "plain", records, rows };
}
