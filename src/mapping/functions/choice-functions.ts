import type { Json } from "../../canonical.ts";
import { canonicalJson } from "../../canonical.ts";
import { sizeOf, spend } from "../bounds.ts";
import { ExpressionError } from "../expression-error.ts";
import { isPresent, textOf } from "../present-values.ts";
import { asList } from "../steps.ts";
import { toJson } from "../to-json.ts";
import type { PlainFunction } from "./mapping-function.ts";

/** Arguments that `coalesce` takes at most. */
const most = 8;

export const choiceFunctions: readonly PlainFunction[] = [
  {
    signature: "first(dyn): dyn",
    description: "first(user.mail) — the first of a list; a single value is itself, an empty list absent",
    apply: (_run, value: unknown) =>
      Array.isArray(value) ? ((value as readonly unknown[])[0] ?? null) : value,
  },
  {
    signature: "last(dyn): dyn",
    description: "last(user.mail) — the last of a list",
    apply: (_run, value: unknown) =>
      Array.isArray(value) ? ((value as readonly unknown[]).at(-1) ?? null) : value,
  },
  {
    signature: "only(dyn): dyn",
    description:
      "only(user.mail) — the value of a list of one; an error, which rejects the record, for several",
    apply: (_run, value: unknown) => onlyOf(value),
  },
  {
    signature: "distinct(dyn): dyn",
    description: "distinct(user.roles) — a list without the values that come again",
    apply: (run, value: unknown) => {
      // Objects are written out to be compared.
      spend(run, 4 * sizeOf(value, run.steps));
      return distinctOf(asList(value));
    },
  },
  {
    signature: "default(dyn, dyn): dyn",
    description: "default(user.display_name, user.email) — the second when the first is absent",
    apply: (_run, value: unknown, other: unknown) => (hasValue(value) ? value : other),
  },
  {
    signature: "coalesce(dyn, …): dyn",
    description: `coalesce(user.mobile, user.phone, "none") — the first that is not absent, of up to ${most}`,
    forms: Array.from(
      { length: most },
      (_, index) =>
        `coalesce(${Array(index + 1)
          .fill("dyn")
          .join(", ")}): dyn`,
    ),
    apply: (_run, ...values: readonly unknown[]) => values.find(hasValue) ?? null,
  },
  {
    signature: "oneOf(dyn, map, dyn): dyn",
    description:
      'oneOf(user.kind, {"E": "Employee", "C": "Contractor"}, "Other") — what the value stands for, else the last, which may be left out',
    forms: ["oneOf(dyn, map<dyn, dyn>): dyn", "oneOf(dyn, map<dyn, dyn>, dyn): dyn"],
    apply: (_run, value: unknown, choices: object, other: unknown = null) => choose(value, choices, other),
  },
  {
    signature: "absent(): dyn",
    description: 'user.kind == "staff" ? user.title : absent() — no value',
    apply: () => null,
  },
];

/** An empty list is no value, like an empty text. */
function hasValue(value: unknown): boolean {
  return isPresent(value) && !(Array.isArray(value) && value.length === 0);
}

function onlyOf(value: unknown): unknown {
  const values = asList(value).filter(isPresent);
  if (values.length > 1) throw new ExpressionError(`only() is given a list of ${values.length} values`);
  return values[0] ?? null;
}

function distinctOf(values: readonly unknown[]): readonly unknown[] {
  return [...new Map(values.map((value) => [identityOf(value), value])).values()];
}

function identityOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? canonicalJson(toJson(value) satisfies Json) : value;
}

function choose(value: unknown, choices: object, other: unknown): unknown {
  if (!isPresent(value)) return other;
  const key = textOf(value);
  return Object.hasOwn(choices, key) ? (choices as Readonly<Record<string, unknown>>)[key] : other;
}
