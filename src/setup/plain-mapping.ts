const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** Path, and the standard name that its value comes from. */
const mapping: readonly (readonly [path: string, name: string])[] = [
  ["userName", "email"],
  ["externalId", "key"],
  ["name.givenName", "givenName"],
  ["name.familyName", "familyName"],
  ["displayName", "displayName"],
  ["title", "title"],
  ['emails[type eq "work"].value', "email"],
  ['emails[type eq "work"].primary', ""],
  [`${enterprise}:department`, "department"],
];

/** Standard names that a mapping to begin with speaks of. */
export const plainNames: readonly string[] = [...new Set(mapping.map(([, name]) => name))].filter(
  (name) => name !== "" && name !== "key",
);

/** A mapping to begin with, for a connector that brings none, of what the source has: a config may name nothing else. */
export function plainMapping(missing: readonly string[]): Readonly<Record<string, string | boolean>> {
  const there = mapping.filter(([, name]) => !missing.includes(name));
  const isThere = (name: string) => name !== "" || !missing.includes("email");
  return Object.fromEntries(
    there
      .filter(([, name]) => isThere(name))
      .map(([path, name]) => [path, name === "" ? true : `\${user.${name}}`]),
  );
}
