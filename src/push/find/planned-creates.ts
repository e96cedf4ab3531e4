import { phases } from "../../plan/operation.ts";
import { isSealed } from "../../plan/secret-values.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { Store } from "../../store/store.ts";
import type { Sought } from "./look-up.ts";

/** Of so many creates that come next a few are drawn. */
const nearest = 200;

/** A few of the creates that are still to come, evenly from among the next ones. */
export function someCreates(
  store: Store,
  run: string,
  { type, match, count }: Pick<Sought, "type" | "match"> & { readonly count: number },
): readonly Sought[] {
  const phase = type === "User" ? phases.createUsers : phases.groups;
  const creates = store.journal.next(run, phase, undefined, nearest).flatMap(({ operation }) => {
    if (operation.kind !== "create") return [];
    const { attributes } = operation;
    // Nobody is recognised by a seal.
    const open = match.filter((path) => !isSealed(textAt(attributes, path)));
    return open.length === 0 ? [] : [{ type, attributes, match: open }];
  });
  const step = Math.max(1, Math.floor(creates.length / count));
  return creates.filter((_, at) => at % step === 0).slice(0, count);
}
