import { readScimError } from "../scim/scim-error.ts";
import type { Trial } from "./trial.ts";
import { withUsers } from "./user-knobs.ts";
import type { Way, Workbench } from "./workbench.ts";

/** Whether a change was refused because the attribute never changes (RFC 7644 section 3.12), though others do. */
export function isFixed({ outcome, answer }: Trial): boolean {
  return outcome === "refused" && readScimError(answer).scimType === "mutability";
}

/** Takes it down that a user's attribute cannot be changed; the way does not try it again. */
export function tellFixed({ notes, target }: Workbench, way: Way, path: string, { seen }: Trial): Way {
  const { immutable } = way.profile.users;
  notes.suggestItem(
    "users.immutable",
    target.knobs.profile.users.immutable,
    path,
    `a change of ${path}: ${seen}`,
  );
  return { ...way, profile: withUsers(way.profile, { immutable: [...immutable, path] }) };
}
