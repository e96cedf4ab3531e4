import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import type { Link } from "../../src/plan/link.ts";
import type { Remark } from "../../src/plan/remark.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import { migrations } from "../../src/store/sqlite/migrations.ts";
import { stateFile, store } from "./state-file.ts";

const link: Link = { scimId: "u1" as ScimId, origin: "created", state: "active", asserted: {}, since: 1 };
const blank: Remark = { kind: "blank", path: "title" };

function notKept(times: number): Remark {
  return { kind: "notKept", path: "title", sent: "x", found: null, times, run: "r1" };
}

test("remarks stay with the link, and go with it", () => {
  const { targets } = store();
  targets.putLink("app", "user", 1, { ...link, remarks: [blank, notKept(1)] });
  expect(targets.link("app", 1)?.remarks).toEqual([blank, notKept(1)]);
  targets.putLink("app", "user", 1, { ...link, remarks: [] });
  expect(targets.link("app", 1)).toEqual(link);
  targets.putLink("app", "user", 1, { ...link, remarks: [blank] });
  targets.dropLink("app", 1);
  targets.putLink("app", "user", 1, link);
  expect(targets.link("app", 1)).not.toHaveProperty("remarks");
});

test("accounts count as not sticky from the second time on", () => {
  const { targets } = store();
  const remarks = [[notKept(2), blank], [notKept(1)], [blank], [notKept(3)]];
  remarks.forEach((list, at) =>
    targets.putLink("app", "user", at, { ...link, scimId: `u${at}` as ScimId, remarks: list }),
  );
  targets.putLink("other", "user", 1, { ...link, remarks: [notKept(2)] });
  expect(targets.countNotSticky("app")).toBe(2);
});

test("the key of secrets is made once for a state file", () => {
  const file = stateFile();
  const key = store(file).sealKey();
  expect(key).toMatch(/^[\w-]{43}$/);
  expect(store(file).sealKey()).toBe(key);
  expect(store().sealKey()).not.toBe(key);
});

test("links of an older state file have none", () => {
  const file = stateFile();
  const database = new Sqlite(file);
  for (const step of migrations.slice(0, 2)) database.exec(step);
  database.pragma("application_id = 0x7363696d");
  database.pragma("user_version = 2");
  database.exec("INSERT INTO link VALUES ('app', 1, 'user', 'u1', 'created', 'active', '{}', 1, NULL)");
  database.close();
  expect(store(file).targets.link("app", 1)).toEqual(link);
});
