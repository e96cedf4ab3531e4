import type { ResourceType, ScimId } from "../../scim/resource.ts";
import type { PushSession } from "../session.ts";

const lettingGo = { user: "detach", group: "groups unlink" } as const;

/**
 * Which target of the same baseUrl has a resource that was found, for people; undefined when none has. Two who both write
 * to it would undo each other's work, and one would switch off what the other keeps. What a target let go of is free.
 */
export function siblingOwner(
  { store, siblings = [] }: Pick<PushSession, "store" | "siblings">,
  type: ResourceType,
  id: ScimId,
): string | undefined {
  const kind = type === "User" ? "user" : "group";
  for (const sibling of siblings) {
    const owned = store.observed.linksOf(sibling, kind, [id]).get(id);
    if (owned === undefined || owned.link.state === "left" || owned.link.state === "detached") continue;
    const [key = "somebody"] = store.directory.keys([owned.entry]);
    return `${key} by the target ${sibling}, which has the same baseUrl (for it to be let go of there: scimsync ${lettingGo[kind]} ${key} --target ${sibling})`;
  }
  return undefined;
}
