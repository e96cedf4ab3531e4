import { likelyName } from "../mapping/standard-names.ts";

/** Standard names that a mapping needs, and what the source calls them; those it calls so itself are left out. */
export function proposeNames(
  wanted: readonly string[],
  names: readonly string[],
): { readonly names: Readonly<Record<string, string>>; readonly missing: readonly string[] } {
  const found = wanted.map((name) => [name, exact(name, names) ?? likelyName(name, names)] as const);
  const stated = found.filter(
    ([name, column]) => column !== undefined && column.toLowerCase() !== name.toLowerCase(),
  );
  return {
    names: Object.fromEntries(stated.map(([name, column]) => [name, column ?? ""])),
    missing: found.filter(([, column]) => column === undefined).map(([name]) => name),
  };
}

function exact(name: string, names: readonly string[]): string | undefined {
  return names.find((one) => one.toLowerCase() === name.toLowerCase());
}
