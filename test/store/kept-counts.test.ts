import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { Link } from "../../src/plan/link.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import type { Store } from "../../src/store/store.ts";
import { stateFile, store } from "./state-file.ts";

function link(n: number, state: Link["state"] = "active"): Link {
  return { scimId: `id-${n}` as ScimId, origin: "created", state, asserted: {}, since: 1 };
}

function put(into: Store, n: number, state?: Link["state"]): void {
  into.targets.putLink("app", "user", n, link(n, state));
}

/** A store with three accounts of which one is switched off, counted and kept. */
function counted(file = stateFile()): Store {
  const into = store(file);
  into.targets.putTarget({ id: "app", baseUrl: "http://127.0.0.1/", mapping: "", revision: 1 });
  for (const n of [1, 2]) put(into, n);
  put(into, 3, "deactivated");
  into.targets.keepCounts("app");
  return into;
}

function linksOf(of: Store): Readonly<Record<string, number>> {
  return of.targets.counts("app").links;
}

describe("counts of links that are kept", () => {
  test("are not counted again, in the next run either", () => {
    const file = stateFile();
    counted(file);
    const aside = new Sqlite(file);
    aside.exec("DELETE FROM link WHERE entry = 1");
    aside.close();
    expect(linksOf(store(file))).toEqual({ "user active": 2, "user deactivated": 1 });
  });
  test.each<[string, (into: Store) => void, Readonly<Record<string, number>>]>([
    ["comes", (into) => put(into, 4), { "user active": 3, "user deactivated": 1 }],
    ["changes its state", (into) => put(into, 3), { "user active": 3 }],
    ["goes", (into) => into.targets.dropLink("app", 1), { "user active": 1, "user deactivated": 1 }],
  ])("end when one %s", (_, change, links) => {
    const into = counted();
    change(into);
    expect(linksOf(into)).toEqual(links);
    into.targets.keepCounts("app");
    expect(linksOf(into)).toEqual(links);
  });
  test("hold when the change is taken back", async () => {
    const into = counted();
    const before = linksOf(into);
    await into.transaction(
      () => Promise.resolve(put(into, 4)),
      () => false,
    );
    expect(linksOf(into)).toEqual(before);
    put(into, 4);
    expect(linksOf(into)).toEqual({ ...before, "user active": 3 });
  });
  test("are those of their target", () => {
    const into = counted();
    into.targets.putTarget({ id: "other", baseUrl: "http://127.0.0.1/", mapping: "", revision: 1 });
    into.targets.putLink("other", "group", 9, link(9));
    into.targets.keepCounts("other");
    expect(into.targets.counts("other").links).toEqual({ "group active": 1 });
    expect(linksOf(into)).toEqual({ "user active": 2, "user deactivated": 1 });
  });
});
