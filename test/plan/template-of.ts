import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";
import { createExpressionCompiler } from "../../src/mapping/expression.ts";
import type { ExpressionInput } from "../../src/mapping/expression-input.ts";
import { compileTemplate, type TemplateProblem } from "../../src/mapping/resource-template.ts";

/** A template that can give each of some users, through the mapping as it is used. */
export interface UserTemplate {
  readonly attributes: JsonObject;
  /** The user as the template gives it from a record that says the same. */
  map(user: JsonObject): JsonObject;
}

const compile = createExpressionCompiler({ user: "any", groups: false });

/** Every value is an expression of its own, but for the types of several values, which stand in the template. */
export function templateOf(...users: readonly JsonObject[]): UserTemplate {
  const readers: ((user: Json | undefined) => Json | undefined)[] = [];
  const attributes = shapeOf(users, (user) => user) as JsonObject;
  const problems: TemplateProblem[] = [];
  const mapping = compileTemplate(attributes, ["attributes"], compile, problems);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  return {
    attributes,
    map(user) {
      const values = readers.map((read, at) => [`v${at}`, read(user)] as const);
      const record = Object.fromEntries(values.filter(([, value]) => value !== undefined)) as JsonObject;
      return mapping.fill(inputOf(record));
    },
  };

  function shapeOf(values: readonly Json[], read: (user: Json | undefined) => Json | undefined): Json {
    if (values.some((value) => Array.isArray(value))) return listOf(values.flat(), read);
    if (!values.some(isJsonObject)) return expression(read);
    const names = new Set(values.flatMap((value) => Object.keys(value as JsonObject)));
    const members = [...names].map((name) => {
      const inner = values.flatMap((value) => (value as JsonObject)[name] ?? []);
      const present = values.flatMap((value) => {
        const found = (value as JsonObject)[name];
        return found === undefined ? [] : [found];
      });
      const isList = present.some((value) => Array.isArray(value));
      return [name, shapeOf(isList ? [inner] : present, (user) => memberOf(read(user), name))] as const;
    });
    return Object.fromEntries(members);
  }

  function listOf(items: readonly Json[], read: (user: Json | undefined) => Json | undefined): Json {
    const types = new Set(items.map((item) => (item as JsonObject)["type"] as string));
    return [...types].map((type) => {
      const own = items.filter((item) => (item as JsonObject)["type"] === type);
      const shape = shapeOf(own, (user) => itemOf(read(user), type)) as JsonObject;
      return { ...shape, type };
    });
  }

  function expression(read: (user: Json | undefined) => Json | undefined): string {
    readers.push(read);
    return `\${user.v${readers.length - 1}}`;
  }
}

function inputOf(user: JsonObject): ExpressionInput {
  return { user, groups: [], target: "app", now: 0 };
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

function itemOf(value: Json | undefined, type: string): Json | undefined {
  return Array.isArray(value) ? value.find((item: Json) => memberOf(item, "type") === type) : undefined;
}
