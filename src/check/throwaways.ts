import type { JsonObject } from "../canonical.ts";
import { textAt } from "../scim/attribute-value.ts";
import { quoteFilterValue } from "../scim/filter.ts";
import { endpoints, type Resource, type ResourceType, schemasOf, type ScimId } from "../scim/resource.ts";
import type { ScimRequest } from "../scim/connection/transport.ts";
import { type Answer, isGone, isGood, readListing, resourceOf, saidBy } from "./answer.ts";
import type { Asker } from "./asker.ts";
import type { Ledger, Owed } from "./ledger.ts";
import type { Remnant } from "./remnant.ts";
import { isOld, tagOf, throwawayStart } from "./throwaway-name.ts";

/** What came of a POST. */
export interface Made {
  readonly answer: Answer;
  /** Undefined when nothing was made that could be found again. */
  readonly id: ScimId | undefined;
}

/** Makes what a check needs, and answers for its removal. */
export interface Throwaways {
  /** POST; what was made although the answer does not say so is looked for. */
  make(type: ResourceType, attributes: JsonObject): Promise<Made>;
  /** What is about to be renamed may be found under the new name alone. */
  expect(type: ResourceType, name: string): void;
  /** Whether it is, with its new id; undefined when it kept its own, or is not found. */
  settleName(type: ResourceType, name: string, isLost: boolean): Promise<Resource | undefined>;
  /** DELETE and GET: what both said. Gone is only what the GET says is gone. */
  remove(type: ResourceType, id: ScimId): Promise<Removal>;
}

export interface Removal {
  readonly deleted: Answer;
  readonly seen: Answer;
  readonly isGone: boolean;
}

export interface Keeper extends Throwaways {
  /** Names of what is not removed yet. */
  owed(): readonly string[];
  /** Removes all that is not removed yet, the last made first. */
  clear(asker: Asker): Promise<readonly Remnant[]>;
}

export function keepThrowaways(asker: Asker, ledger: Ledger, firstIndex: number): Keeper {
  const owed = new Map<string, Owed>();
  function owe(entry: Owed): void {
    owed.set(entry.name, entry);
    ledger.owe(entry);
  }
  function settle(name: string): void {
    owed.delete(name);
    ledger.settle(name);
  }
  return {
    async make(type, attributes) {
      const own = nameOf(type, attributes);
      // A second one of the same name has an entry of its own.
      const name = owed.has(own) ? `${own} (again)` : own;
      owe({ type, name });
      const answer = await asker.send(creation(type, attributes));
      const id =
        resourceOf(type, answer)?.id ??
        (await madeAllTheSame(asker, { type, name, own, answer }, firstIndex));
      if (id !== undefined && ![...owed.values()].some((one) => one.id === id)) owe({ type, name, id });
      else if (id !== undefined || isRefused(answer)) settle(name);
      return { answer, id };
    },
    expect: (type, name) => owe({ type, name }),
    async settleName(type, name, isLost) {
      const found = isLost ? await findByName(asker, type, name, firstIndex) : undefined;
      if (found === undefined) settle(name);
      else owe({ type, name, id: found.id });
      return found;
    },
    async remove(type, id) {
      const removal = await removeOne(asker, type, id);
      const entry = [...owed.values()].find((one) => one.id === id);
      if (removal.isGone && entry !== undefined) settle(entry.name);
      return removal;
    },
    owed: () => [...owed.keys()],
    async clear(asker) {
      const remnants: Remnant[] = [];
      for (const entry of [...owed.values()].reverse()) {
        const remnant = await removeOwed(asker, entry, firstIndex);
        if (remnant !== undefined) remnants.push(remnant);
        // A request without an answer may still be worked on: the ledger keeps it, for the next check to look again.
        else if (entry.id === undefined) owed.delete(entry.name);
        else settle(entry.name);
      }
      return remnants;
    },
  };
}

function nameOf(type: ResourceType, attributes: JsonObject): string {
  return textAt(attributes, type === "User" ? "userName" : "displayName") ?? "";
}

function creation(type: ResourceType, attributes: JsonObject): ScimRequest {
  const body = { schemas: schemasOf(type, attributes), ...attributes };
  return { method: "POST", path: endpoints[type], body };
}

/** A refusal that says nothing was made; after a 5xx or silence it may have been. */
function isRefused({ status }: Answer): boolean {
  return status >= 400 && status < 500;
}

async function madeAllTheSame(
  asker: Asker,
  { type, name, own, answer }: { type: ResourceType; name: string; own: string; answer: Answer },
  firstIndex: number,
): Promise<ScimId | undefined> {
  // The second of a name would be found as the first.
  return isRefused(answer) || name !== own ? undefined : (await findByName(asker, type, own, firstIndex))?.id;
}

async function removeOne(asker: Asker, type: ResourceType, id: ScimId): Promise<Removal> {
  const path = `${endpoints[type]}/${encodeURIComponent(id)}`;
  const deleted = await asker.send({ method: "DELETE", path });
  const seen = await asker.send({ method: "GET", path });
  return { deleted, seen, isGone: isGone(seen) };
}

/** Removes what is owed, once it is certain that it is what it was. Undefined when it is gone. */
async function removeOwed(asker: Asker, owed: Owed, firstIndex: number): Promise<Remnant | undefined> {
  const { type, name } = owed;
  const found = await findOwed(asker, owed, firstIndex);
  if (found === "gone") return undefined;
  if (found === "unknown") return { ...owed, why: "the target does not say whether it is there" };
  if (tagOf(type, found.attributes) === undefined)
    return { ...owed, why: `${found.id} does not look like ours any more` };
  const { deleted, seen, isGone } = await removeOne(asker, type, found.id);
  if (isGone) return undefined;
  const why = isGood(seen) ? "it is still there" : saidBy(seen);
  return { type, name, id: found.id, why: `DELETE was answered with ${saidBy(deleted)}, and then ${why}` };
}

async function findOwed(
  asker: Asker,
  { type, name, id }: Owed,
  firstIndex: number,
): Promise<Resource | "gone" | "unknown"> {
  if (id === undefined)
    return (await findByName(asker, type, name.replace(/ \(again\)$/, ""), firstIndex)) ?? "gone";
  const answer = await asker.send({ method: "GET", path: `${endpoints[type]}/${encodeURIComponent(id)}` });
  if (isGone(answer)) return "gone";
  return resourceOf(type, answer) ?? "unknown";
}

/** Pages of a hundred that are looked through where filters do not help. */
const mostPages = 10;

async function findByName(
  asker: Asker,
  type: ResourceType,
  name: string,
  firstIndex: number,
): Promise<Resource | undefined> {
  const attribute = type === "User" ? "userName" : "displayName";
  const isIt = (one: Resource): boolean =>
    textAt(one.attributes, attribute)?.toLowerCase() === name.toLowerCase();
  const filter = encodeURIComponent(`${attribute} eq ${quoteFilterValue(name)}`);
  const answer = await asker.send({ method: "GET", path: `${endpoints[type]}?filter=${filter}` });
  const found = readListing(type, answer)?.resources.find(isIt);
  if (found !== undefined) return found;
  const seen = new Set<string>();
  for (let page = 0; page < mostPages; page += 1) {
    const path = `${endpoints[type]}?startIndex=${seen.size + firstIndex}&count=100`;
    const rows = readListing(type, await asker.send({ method: "GET", path }))?.resources ?? [];
    const hit = rows.find(isIt);
    const before = seen.size;
    for (const { id } of rows) seen.add(id);
    if (hit !== undefined || seen.size === before) return hit;
  }
  return undefined;
}

/**
 * Removes what checks left that were killed: what the ledger has, and what bears the name of a check that is long over,
 * such as one of another machine. Gives what was removed, by name.
 */
export async function clearLeftovers(
  asker: Asker,
  ledger: Ledger,
  { now, firstIndex }: { readonly now: number; readonly firstIndex: number },
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const owed of ledger.left) {
    if ((await removeOwed(asker, owed, firstIndex)) !== undefined) continue;
    ledger.settle(owed.name);
    removed.push(owed.name);
  }
  for (const type of ["Group", "User"] as const) {
    for (const { id, attributes } of await oldOnes(asker, type, now)) {
      const { isGone } = await removeOne(asker, type, id);
      if (isGone) removed.push(nameOf(type, attributes));
    }
  }
  return removed;
}

async function oldOnes(asker: Asker, type: ResourceType, now: number): Promise<readonly Resource[]> {
  const attribute = type === "User" ? "userName" : "displayName";
  const filter = encodeURIComponent(`${attribute} sw "${throwawayStart}"`);
  const answer = await asker.send({ method: "GET", path: `${endpoints[type]}?filter=${filter}` });
  const rows = readListing(type, answer)?.resources ?? [];
  return rows.filter(({ attributes }) => {
    const tag = tagOf(type, attributes);
    return tag !== undefined && isOld(tag, now);
  });
}
