import type { Json, JsonObject } from "../canonical.ts";
import { isSchemaUrn, type ResourceType, schemasOf } from "../scim/resource.ts";
import type { Draft } from "./piece.ts";

/** The `schemas` of resources made from one template (RFC 7643 section 3). */
export interface ResourceSchemas {
  /** Those of a resource that has every extension of the template; what a draft begins with. */
  readonly all: readonly string[];
  /** Leaves out the extensions that the draft has no value of, and adds those a template's own `schemas` does not name. */
  settle(draft: Draft): void;
}

export function compileSchemas(type: ResourceType, template: JsonObject): ResourceSchemas {
  const all = schemasOf(type, template);
  const extensions = Object.keys(template).filter(isSchemaUrn);
  return {
    all,
    settle(draft) {
      const stated = draft["schemas"];
      if (stated === all) {
        if (extensions.some((urn) => draft[urn] === undefined)) draft["schemas"] = schemasOf(type, draft);
      } else if (Array.isArray(stated)) draft["schemas"] = withUnnamed(stated as readonly Json[], draft);
    },
  };
}

function withUnnamed(stated: readonly Json[], draft: Draft): readonly Json[] {
  const named = new Set(stated.map((urn) => (typeof urn === "string" ? urn.toLowerCase() : urn)));
  const unnamed = Object.keys(draft).filter((name) => isSchemaUrn(name) && !named.has(name.toLowerCase()));
  return unnamed.length === 0 ? stated : [...stated, ...unnamed];
}
