import type { YamlPath } from "../yaml/position.ts";
import type { ConfigWritten } from "./schema.ts";
import { sourceNames } from "./source-config.ts";
import { unsetVariable, variableIn } from "./base-url.ts";
import type { LdapSourceWritten } from "./entry-source-schema.ts";
import { variableOf } from "./secret.ts";
import type { MergeWritten, SourceWritten } from "./source-schema.ts";

export interface SourceFinding {
  readonly path: YamlPath;
  readonly message: string;
}

/** What is wrong with the sources taken together. */
export function sourceFindings(
  { source, merge }: ConfigWritten,
  environment: Readonly<Record<string, string | undefined>>,
): readonly SourceFinding[] {
  const written = [source ?? []].flat();
  const names = sourceNames(written);
  return [
    ...sameNames(names, Array.isArray(source)),
    ...(merge === undefined ? needless(written, Array.isArray(source)) : unknownNames(merge, names)),
    ...written.flatMap((one, index) =>
      nameFindings(one).map(({ path, message }) => ({
        path: sourcePath(index, path, Array.isArray(source)),
        message,
      })),
    ),
    ...written.flatMap((one, index) =>
      one.type === "ldap"
        ? ldapFindings(one, environment).map(({ path, message }) => ({
            path: sourcePath(index, path, Array.isArray(source)),
            message,
          }))
        : [],
    ),
  ];
}

/** The sources' rules as the engine takes them. */
export function mergeNames(merge: MergeWritten): {
  readonly prefer: string;
  readonly attributes: Readonly<Record<string, string>>;
} {
  if (typeof merge === "string") return { prefer: merge.replace(/^prefer /, ""), attributes: {} };
  return { prefer: merge.prefer, attributes: merge.attributes ?? {} };
}

/** The path of a setting of the `index`th source. */
export function sourcePath(index: number, path: YamlPath, listed: boolean): YamlPath {
  return ["source", ...(listed ? [index] : []), ...path];
}

function sameNames(names: readonly string[], listed: boolean): readonly SourceFinding[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: sourcePath(index, ["name"], listed), message: `"${name}" is the name of another source` }],
  );
}

function needless(written: readonly SourceWritten[], listed: boolean): readonly SourceFinding[] {
  return written.flatMap(({ enriches }, index) =>
    enriches === true
      ? [{ path: sourcePath(index, ["enriches"], listed), message: "needs merge; write merge: prefer NAME" }]
      : [],
  );
}

function unknownNames(merge: MergeWritten, names: readonly string[]): readonly SourceFinding[] {
  const { prefer, attributes } = mergeNames(merge);
  const settings: readonly (readonly [YamlPath, string])[] = [
    [typeof merge === "string" ? ["merge"] : ["merge", "prefer"], prefer],
    ...Object.entries(attributes).map(([name, source]) => [["merge", "attributes", name], source] as const),
  ];
  return settings.flatMap(([path, name]) =>
    names.includes(name)
      ? []
      : [{ path, message: `there is no source "${name}"; the sources are: ${names.join(", ")}` }],
  );
}

function nameFindings(source: SourceWritten): readonly SourceFinding[] {
  return (["users", "groups"] as const).flatMap((kind) => {
    const stated = Object.keys(source[kind]?.names ?? {});
    const folded = stated.map((name) => name.toLowerCase());
    return stated.flatMap((name, index) => {
      const path = [kind, "names", name];
      if (folded[index] === "key") {
        return [{ path, message: "key is always the key of the record; use another name" }];
      }
      const first = folded.indexOf(folded[index] ?? "");
      return first === index
        ? []
        : [{ path, message: `${stated[first]} is the same name: case does not count` }];
    });
  });
}

function ldapFindings(
  { url, startTls, bind }: LdapSourceWritten,
  environment: Readonly<Record<string, string | undefined>>,
): readonly SourceFinding[] {
  const twice = startTls === true && /^ldaps:/i.test(url);
  const bare = bind !== undefined && startTls !== true && /^ldap:/i.test(url) && !isLoopback(url);
  const variable = bind === undefined ? undefined : variableOf(bind.password);
  return [
    ...(twice
      ? [{ path: ["startTls"], message: "an ldaps:// connection is encrypted already; take this away" }]
      : []),
    ...(bare
      ? [
          {
            path: ["url"],
            message: "would show the password to the network; write ldaps:// or startTls: true",
          },
        ]
      : []),
    ...(variable !== undefined && (variableIn(environment, variable) ?? "") === ""
      ? [{ path: ["bind", "password"], message: unsetVariable(variable) }]
      : []),
  ];
}

function isLoopback(url: string): boolean {
  return /^ldap:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/?$/i.test(url);
}
