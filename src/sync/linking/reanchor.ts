import type { Json } from "../../canonical.ts";
import { UsageError } from "../../errors.ts";
import { ExpressionError } from "../../mapping/expression-error.ts";
import { createExpressionCompiler } from "../../mapping/expression.ts";
import type { SourceKey } from "../../source/record.ts";
import type { DirectoryStore, EntryKind } from "../../store/directory-store.ts";
import type { KeyPair, Rekeyed } from "../../store/rekey-store.ts";
import type { Store } from "../../store/store.ts";
import { unionOfNames } from "../read/attribute-names.ts";
import { readLookupTables } from "../read/lookup-tables.ts";
import { type ReadAside, withReadAside } from "../read/read-aside.ts";
import type { SourceReading } from "../read/read-sources.ts";

/** How the new key of a record is known from its old one. */
export type Anchors =
  | { readonly kind: "pairs"; readonly pairs: ReadonlyMap<string, string> }
  /** An expression on the record as it is read now, under its new key: it gives the old one. */
  | { readonly kind: "expression"; readonly source: string };

export interface Reanchoring extends SourceReading {
  readonly anchors: Anchors;
  readonly resource: EntryKind;
  /** Nothing is kept: it is only shown what would be. */
  readonly isShownOnly: boolean;
}

export interface Reanchored extends Rekeyed {
  /** New keys that the source does not have, as it is read now. */
  readonly absent: number;
}

/**
 * Gives records the keys that the source has for them now, so that links, history and memberships stay theirs. All or
 * none: throws `UsageError` when two would have one key, or the source knows none of the new ones; and what reading throws.
 * The lock is held by whoever calls.
 */
export async function reanchor(reanchoring: Reanchoring): Promise<Reanchored> {
  const { store, clock, resource, isShownOnly } = reanchoring;
  const { pairs, absent } = await withReadAside({ ...reanchoring, onUnmet: "refuse" }, (aside) =>
    pairsFrom(reanchoring, aside),
  );
  const now = clock.now();
  const done = await store.transaction(
    async () => {
      const rekeyed = store.rekeying.rekey(resource, pairs, now);
      if (rekeyed.merged > 0) reconsiderAllGroups(store, reanchoring, now);
      return rekeyed;
    },
    ({ collisions }) => !isShownOnly && collisions.count === 0,
  );
  if (done.collisions.count > 0) throw new UsageError(collisionText(done));
  return { ...done, absent };
}

function reconsiderAllGroups(store: Store, { loaded }: Reanchoring, now: number): void {
  for (const { id } of loaded.config.targets) store.linking.reconsiderGroups(id, now);
}

function collisionText({ collisions: { count, first } }: Rekeyed): string {
  const more = count > first.length ? `\n… and ${count - first.length} more` : "";
  return `nobody was given a new key: ${first.join("\n")}${more}`;
}

interface Found {
  readonly pairs: readonly KeyPair[];
  readonly absent: number;
}

async function pairsFrom(reanchoring: Reanchoring, aside: ReadAside): Promise<Found> {
  const { anchors, resource } = reanchoring;
  const { directory } = aside.store;
  const pairs =
    anchors.kind === "pairs"
      ? [...anchors.pairs].map(([from, to]) => ({ from, to }))
      : await pairsByExpression(reanchoring, aside, anchors.source);
  const there = countPresent(directory, resource, pairs);
  if (there === 0)
    throw new UsageError(
      `the source, as the config reads it now, has none of the ${pairs.length} new keys: change \`key\` of the ${resource}s in the config first`,
    );
  return { pairs, absent: pairs.length - there };
}

const pageSize = 500;

function countPresent(directory: DirectoryStore, kind: EntryKind, pairs: readonly KeyPair[]): number {
  let present = 0;
  for (let at = 0; at < pairs.length; at += pageSize) {
    const keys = pairs.slice(at, at + pageSize).map(({ to }) => to as SourceKey);
    for (const found of directory.find(kind, keys).values()) if (found.present) present += 1;
  }
  return present;
}

async function pairsByExpression(
  { resource, loaded, clock }: Reanchoring,
  { store: { directory }, reading }: ReadAside,
  source: string,
): Promise<readonly KeyPair[]> {
  const names = unionOfNames(reading.sources.map((one) => one.names));
  const tables = await readLookupTables(loaded.config);
  const scope = resource === "user" ? { user: names.users } : { group: names.groups };
  const compile = createExpressionCompiler({ ...scope, groups: false, tables });
  const expression = orRefuse("--by", () => compile(source));
  const byOld = new Map<string, string>();
  const twice: string[] = [];
  let page = directory.entriesOf(resource, "all", 0, pageSize);
  for (; page.length > 0; page = directory.entriesOf(resource, "all", page.at(-1)?.entry ?? 0, pageSize)) {
    for (const { key, attributes } of page) {
      if (attributes === undefined) continue;
      const input = { [resource]: attributes, target: "", now: clock.now() };
      const old = textOf(orRefuse(key, () => expression.evaluate(input)));
      if (old === "") continue;
      const other = byOld.get(old);
      if (other !== undefined) twice.push(`${other} and ${key} both give the old key ${old}`);
      byOld.set(old, key);
    }
  }
  if (twice.length > 0) throw new UsageError(`nobody was given a new key: ${twice.slice(0, 10).join("\n")}`);
  return [...byOld].map(([from, to]) => ({ from, to }));
}

function orRefuse<T>(about: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new UsageError(`${about}: ${error.message}`, { cause: error });
    throw error;
  }
}

function textOf(value: Json): string {
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}
