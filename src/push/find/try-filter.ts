import { isRecognisedWithoutCase } from "../../scim/attribute-rules.ts";
import { textAt } from "../../scim/attribute-value.ts";
import { askByFilter, hasValue } from "../../scim/find.ts";
import type { Lister } from "../../scim/listing/listing-asker.ts";
import type { Resource, ResourceType } from "../../scim/resource.ts";
import type { ScimClient } from "../../scim/client.ts";
import type { Worth } from "./filter-worth.ts";

/** A look-up whose answer is known: this resource is there, and has a value at this path. */
export interface Canary {
  readonly type: ResourceType;
  readonly path: string;
  readonly known: Resource;
}

export interface Tried {
  readonly worth: Worth;
  /** False when it may have been a bad moment. */
  readonly lasting: boolean;
}

/**
 * Asks for a resource that is known to be there, and says what the filter is worth. Letter case is turned round where it
 * does not count, so that one question shows both. Undefined when the resource has gone meanwhile.
 */
export async function tryFilter(
  client: Lister & Pick<ScimClient, "get">,
  canary: Canary,
): Promise<Tried | undefined> {
  const { type, path, known } = canary;
  const value = textAt(known.attributes, path);
  if (value === undefined) return undefined;
  const turned = isRecognisedWithoutCase(path) ? turnCase(value) : value;
  for (const asked of new Set([turned, value])) {
    const answer = await askByFilter(client, type, path, asked);
    if (answer.kind === "refused") {
      // Some say 404 when they find nobody, so the spelling as it stands is asked too.
      if (answer.status === 404 && asked !== value) continue;
      return { worth: "refused", lasting: answer.lasting };
    }
    if (answer.strangers > 0) return { worth: "broken", lasting: true };
    if (answer.matches.some(({ id }) => id === known.id)) {
      return { worth: asked === turned ? "works" : "byCase", lasting: true };
    }
  }
  const held = await client.get(type, known.id);
  return held !== undefined && hasValue(held, path, value) ? { worth: "broken", lasting: true } : undefined;
}

/** Letters beyond ASCII have case rules of their own, and stay. */
function turnCase(value: string): string {
  return value.replaceAll(/[A-Za-z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
