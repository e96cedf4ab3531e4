/** What a service provider asks of the values of an attribute. */
export interface AttributeRule {
  readonly required?: boolean;
  /** In characters. */
  readonly maxLength?: number;
  /** In the syntax of RE2; the whole value must match. */
  readonly pattern?: string;
  readonly enum?: readonly (string | number | boolean)[];
  /** One value at most. */
  readonly single?: boolean;
  /** Values that are taken by the service; `*` stands for anything. */
  readonly reserved?: readonly string[];
  /** Path of another attribute, of whose values it must be one, whatever the letter case. */
  readonly sameAs?: string;
  /** Types that the values of a list may have. */
  readonly types?: readonly string[];
  /** Exactly one value of a list must be primary. */
  readonly primary?: boolean;
}

/** Rules by the path of the attribute, as written. `off`: nothing is asked of it, whoever says so. */
export type AttributeRules = Readonly<Record<string, AttributeRule | "off">>;

/** A rule as used. */
export interface PlacedRule extends AttributeRule {
  /** Path of the attribute (RFC 7644 §3.5.2). */
  readonly path: string;
  readonly off: boolean;
  /** Who says so, for people: `users.rules`. */
  readonly by: string;
}

/** Those who state rules, the strongest first. */
export interface RuleStatement {
  readonly by: string;
  readonly rules: AttributeRules;
}

/** Lays the rules of several over each other: of one attribute, each key is as the strongest states it. */
export function layRules(statements: readonly RuleStatement[]): readonly PlacedRule[] {
  const laid = new Map<string, PlacedRule>();
  for (const { by, rules } of statements.toReversed()) {
    for (const [path, rule] of Object.entries(rules)) {
      const key = plainPath(path);
      const under = laid.get(key);
      const placed = { path, off: rule === "off", by };
      laid.set(key, rule === "off" ? placed : { ...(under?.off === true ? {} : under), ...rule, ...placed });
    }
  }
  return [...laid.values()];
}

const core = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/i;

/** A path by which two spellings of it are known as the same: without case, and without the URN of the core schema. */
export function plainPath(path: string): string {
  return path.replace(core, "").toLowerCase();
}
