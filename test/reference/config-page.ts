import { escaped } from "../../src/cli/render-page-markdown.ts";
import { type ConfigKey, keysBelow, type Schema, withoutDefault } from "./config-keys.ts";
import { tableOf } from "./markdown-table.ts";

interface Section {
  readonly title: string;
  readonly says: string;
  readonly keys: readonly ConfigKey[];
}

/** Parts of a target with a table of their own, and the page that explains each. */
const partsOfTarget = {
  auth: "[credentials](../credentials.md)",
  proxy: "[credentials](../credentials.md)",
  assign: "[expressions](../mapping.md), [groups](../groups.md)",
  users: "[mapping](../mapping.md), [linking](../linking.md), [life of an account](../lifecycle.md)",
  groups: "[groups](../groups.md)",
  limits: "[the wire](../wire.md)",
  guard: "[guards](../guards.md)",
} as const;

const partsOfFile = ["source", "defaults", "targets", "notify"] as const;

/** docs/reference/config.md, from the JSON Schema of the config. */
export function configPage(schema: Schema): string {
  return [
    "# The config file",
    "",
    "Every key of `scimsync.yaml`. Editors that know YAML offer the same from `schema/config.schema.json`; `config.example.yaml` shows",
    "them at work, and unknown keys are errors. A connector may bring other defaults for what stands under a target: `connectors show`",
    "tells them.",
    "",
    "| type | how it is written |",
    "| --- | --- |",
    "| duration | a number and a unit: `500ms`, `60s`, `10m`, `36h`, `30d` |",
    "| percentage | 0 to 100, with or without the sign: `20%` |",
    '| secret | `"${env.NAME}"`, `{ file: /run/secrets/token }` or `{ command: [vault, read, …] }`; a secret never stands in the file |',
    "| map | keys and values; those that are known have rows of their own. NAME is any name, `[]` each of a list |",
    "",
    ...sectionsOf(schema).flatMap(({ title, says, keys }) => [
      `## ${title}`,
      "",
      says,
      "",
      ...tableOf(["key", "type", "default", "meaning"], keys.map(cells)),
      "",
    ]),
  ].join("\n");
}

/** The whole file in parts. */
export function sectionsOf(schema: Schema): readonly Section[] {
  const { source, targets, notify } = schema.properties!;
  const target = targets!.additionalProperties as Schema;
  return [
    {
      title: "At the top",
      says: "More: [privacy](../privacy.md) for `encryption`, [state](../state.md), [sources](../sources.md) for `merge` and `dynamicGroups`.",
      keys: keysBelow(schema, partsOfFile),
    },
    ...source!.anyOf![0]!.oneOf!.map((one) => ({
      title: `source, type ${one.properties!["type"]!.const}`,
      says: "More: [sources](../sources.md).",
      keys: keysBelow(one),
    })),
    {
      title: "A target",
      says: "Under `targets`, each by its id, or under `defaults` for all. More: [connectors](../connectors.md), [modes](../modes.md).",
      keys: keysBelow(target, Object.keys(partsOfTarget)),
    },
    ...Object.entries(partsOfTarget).map(([name, more]) => ({
      title: `${name} of a target`,
      says: `More: ${more}.`,
      keys: keysBelow({ properties: { [name]: target.properties![name]! } }).filter(
        ({ path }) => path !== name,
      ),
    })),
    {
      title: "notify",
      says: "A list of channels. More: [operations](../operations.md).",
      keys: keysBelow(notify!.items!),
    },
  ];
}

function cells({ path, type, isRequired, description }: ConfigKey): readonly string[] {
  const { meaning, usual } = withoutDefault(description);
  return [`\`${path}\``, type, isRequired ? "required" : escaped(usual), escaped(meaning)];
}
