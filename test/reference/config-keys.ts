/** A piece of JSON Schema, as far as ours goes. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A key of the config. */
export interface ConfigKey {
  /** From where the walk began: `users.match`, `rates[].every`, `attributes.NAME`. */
  readonly path: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

/** Every key below a schema, each once, the outer before the inner. Keys below those of `elsewhere` are left out. */
export function keysBelow(schema: Schema, elsewhere: readonly string[] = []): readonly ConfigKey[] {
  const found = [...below(schema, "", elsewhere)];
  return [...new Map(found.map((key) => [key.path, key])).values()];
}

function* below(schema: Schema, path: string, elsewhere: readonly string[]): Generator<ConfigKey> {
  if (isSecret(schema)) return;
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    const own = path === "" ? name : `${path}.${name}`;
    const { description = "" } = inner;
    yield {
      path: own,
      type: typeOf(inner),
      isRequired: schema.required?.includes(name) ?? false,
      description,
    };
    if (!elsewhere.includes(own)) yield* below(inner, own, elsewhere);
  }
  for (const one of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* below(one, path, elsewhere);
  if (schema.items !== undefined) yield* below(schema.items, `${path}[]`, elsewhere);
  if (typeof schema.additionalProperties === "object")
    yield* below(schema.additionalProperties, `${path}.NAME`, elsewhere);
}

/** In words: `text`, `list of durations or true or false`. */
export function typeOf(schema: Schema): string {
  const { type, anyOf, oneOf, items, enum: words, const: only, pattern = "" } = schema;
  if (isSecret(schema)) return "secret";
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(", ");
  if (only !== undefined) return `\`${only}\``;
  const several = anyOf ?? oneOf;
  if (several !== undefined) {
    const types = [...new Set(several.map(typeOf))];
    return types.includes("percentage")
      ? types.filter((one) => one !== "number").join(" or ")
      : types.join(" or ");
  }
  if (type === "array")
    return `list of ${items === undefined ? "anything" : typeOf(items)}`.replace(/ map$/, " maps");
  if (type === "integer") return `whole number${rangeOf(schema)}`;
  if (type === "boolean") return "`true`, `false`";
  if (type === "object") return "map";
  if (pattern.startsWith(String.raw`^\d{1,7}(?:ms`)) return "duration";
  if (pattern.startsWith(String.raw`^(?:100|\d`)) return "percentage";
  return [type ?? "anything"]
    .flat()
    .map((one) => (one === "string" ? "text" : one))
    .join(" or ");
}

function rangeOf({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: Schema): string {
  if (maximum < Number.MAX_SAFE_INTEGER) return `, ${minimum} to ${maximum}`;
  return minimum > Number.MIN_SAFE_INTEGER ? `, ${minimum} or more` : "";
}

/** `"${env.NAME}"`, a file, or a command. */
function isSecret({ anyOf = [] }: Schema): boolean {
  return anyOf.some(({ pattern = "" }) => pattern.includes("env"));
}

/** A description without what it says of the default, and that. */
export function withoutDefault(description: string): { readonly meaning: string; readonly usual: string } {
  const sentences = description.split(/(?<=[.…])\s+/);
  for (const [at, sentence] of sentences.entries()) {
    const found = defaultIn(sentence);
    if (found === undefined) continue;
    const { before, usual } = found;
    const kept = [
      ...sentences.slice(0, at),
      ...(before === undefined ? [] : [`${before}.`]),
      ...sentences.slice(at + 1),
    ];
    return { meaning: kept.join(" "), usual };
  }
  return { meaning: description, usual: "" };
}

function defaultIn(
  sentence: string,
): { readonly before?: string | undefined; readonly usual: string } | undefined {
  const [, ahead] = /^When left out[,:] (.+)\.$/.exec(sentence) ?? [];
  if (ahead !== undefined) return { usual: ahead };
  const [, more, besides] = /^(.+?) when left out[;:] (.+)\.$/.exec(sentence) ?? [];
  if (more !== undefined) return { usual: `${more}; ${besides}` };
  const [, before, usual] = /^(?:(.*); )?(.+?) when left out\.$/.exec(sentence) ?? [];
  return usual === undefined ? undefined : { before, usual };
}
