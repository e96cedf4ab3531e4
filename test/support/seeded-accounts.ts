import type { JsonObject } from "../../src/canonical.ts";
import type { Store } from "../../src/store/store.ts";
import type { SourceKey, Attributes } from "../../src/source/record.ts";
import type { ScimId } from "../../src/scim/resource.ts";

/** Ids at the target of what was seeded. */
export function seededId(key: string): ScimId {
  return `id-${key}` as ScimId;
}

/**
 * Links every record of the accepted directory as if all had been pushed, for tests about large directories: a real push
 * would take a minute. `assertedOf` says what a push would have sent; a sync that then sends nothing shows that it is right.
 */
export function seedAccounts(
  store: Store,
  target: string,
  assertedOf: (kind: "user" | "group", key: SourceKey, attributes: Attributes) => JsonObject,
): void {
  const { directory, targets } = store;
  store.atOnce(() => {
    for (const kind of ["user", "group"] as const) {
      let page = directory.entriesOf(kind, "all", 0, 1_000);
      for (; page.length > 0; page = directory.entriesOf(kind, "all", page.at(-1)?.entry ?? 0, 1_000)) {
        for (const { entry, key, attributes = {} } of page) {
          const asserted = assertedOf(kind, key, attributes);
          targets.putLink(target, kind, entry, {
            scimId: seededId(key),
            origin: "created",
            state: "active",
            asserted,
            since: 0,
          });
          // Nobody was in scope, so that all of it would be new.
          if (kind === "group")
            targets.assertMembers(target, entry, targets.memberDiff(target, entry, false).add);
        }
      }
    }
  });
}
