import { describe, expect, test } from "vitest";
import type { MergeRule } from "../../src/directory/merge-parts.ts";
import type { SourceKey } from "../../src/source/record.ts";
import type { Store } from "../../src/store/store.ts";
import { acceptSource } from "../../src/sync/read/accept-source.ts";
import { dump, stateFile, store } from "../store/state-file.ts";
import { acceptance, usual } from "./accepting.ts";
import { type Contents, memorySource } from "./memory-source.ts";

const hr: Contents = {
  file: "hr.csv",
  users: { a: { mail: "a@hr", title: "Cook" }, b: { mail: "b@hr" } },
  groups: { eng: "Eng" },
  members: [["eng", "a"]],
};
const ad: Contents = {
  file: "ad.ldif",
  users: { a: { mail: "a@ad", phone: "1" }, x: { mail: "x@ad" } },
  groups: { ops: "Ops" },
  members: [
    ["ops", "a"],
    ["ops", "x"],
  ],
};

function read(
  into: Store,
  contents: { readonly hr: Contents; readonly ad: Contents },
  merge: MergeRule | undefined,
  given: Parameters<typeof acceptance>[1] & { readonly enriches?: boolean } = {},
) {
  const { enriches = false, ...rest } = given;
  const sources = [
    { name: "hr", source: memorySource(contents.hr) },
    { name: "ad", source: memorySource(contents.ad), enriches },
  ];
  return acceptSource(acceptance(sources, { ...rest, merge }), into);
}

function attributesOf(into: Store, key: string) {
  const entry = into.directory.find("user", [key as SourceKey]).get(key as SourceKey);
  return entry === undefined ? undefined : into.directory.attributes(entry.id);
}

const preferHr: MergeRule = { prefer: "hr", attributes: {} };

describe("one key in two sources", () => {
  test("is an error that names both places, unless a rule says what it means", async () => {
    await expect(read(store(), { hr, ad }, undefined)).rejects.toThrow(
      'ad.ldif:2 user key "a" is already in hr.csv:2; keys must be unique',
    );
  });
  test("with a rule is one record: what is preferred wins, what only the other has is added", async () => {
    const into = store();
    expect(await read(into, { hr, ad }, preferHr)).toMatchObject({ users: 3, groups: 2, memberships: 3 });
    expect(attributesOf(into, "a")).toEqual({ mail: "a@hr", title: "Cook", phone: "1" });
    expect(attributesOf(into, "x")).toEqual({ mail: "x@ad" });
  });
  test("single attributes may prefer another source", async () => {
    const into = store();
    await read(into, { hr, ad }, { prefer: "hr", attributes: { mail: "ad" } });
    expect(attributesOf(into, "a")).toMatchObject({ mail: "a@ad", title: "Cook" });
    expect(attributesOf(into, "b")).toEqual({ mail: "b@hr" });
  });
  test("a source that only enriches makes nobody", async () => {
    const into = store();
    expect(await read(into, { hr, ad }, preferHr, { enriches: true })).toMatchObject({ users: 2, groups: 1 });
    expect(attributesOf(into, "x")).toBeUndefined();
    // Whoever leaves the source that counts is gone although the other still has them.
    await read(into, { hr: { ...hr, users: { b: { mail: "b@hr" } } }, ad }, preferHr, { enriches: true });
    expect(attributesOf(into, "a")).toBeUndefined();
  });
  test("twice in one source is an error with a rule, too", async () => {
    await expect(read(store(), { hr: { ...hr, again: ["b"] }, ad }, preferHr)).rejects.toThrow(
      'hr.csv:4 user key "b" is already in hr.csv:3; keys must be unique in a source',
    );
  });
  test("read again in other bytes, it changes no record", async () => {
    const file = stateFile();
    const into = store(file);
    await read(into, { hr, ad }, preferHr);
    await read(into, { hr: { ...hr, modifiedAt: 1 }, ad }, preferHr);
    expect((dump(file)["entry"] ?? []).filter(({ revision }) => revision === 2)).toEqual([]);
  });
  test("a changed rule is a changed record", async () => {
    const into = store();
    await read(into, { hr, ad }, preferHr);
    await read(into, { hr, ad }, { prefer: "ad", attributes: {} });
    expect(attributesOf(into, "a")).toMatchObject({ mail: "a@ad" });
  });
});

describe("each source proves its own completeness", () => {
  test("too few of one are not made up for by the other", async () => {
    const few = { ...hr, users: {} };
    await expect(read(store(), { hr: few, ad }, preferHr)).rejects.toThrow(
      /^the source hr has 0 users, but expect\.minUsers is 1/,
    );
  });
  test("a shrink of one is seen although the other still has everybody", async () => {
    const into = store();
    const expect20 = { ...usual, maxShrink: { users: 20, values: {}, floor: 5 } };
    const both = { hr, ad: { ...ad, users: { ...ad.users, b: {} } } };
    await read(into, both, preferHr, { expect: expect20 });
    const without = { ...both, hr: { ...hr, users: { a: hr.users?.["a"] ?? {} } } };
    await expect(read(into, without, preferHr, { expect: expect20 })).rejects.toThrow(
      /^1 of the 2 users of the source hr of the last good read are missing \(50\.0 %\)/,
    );
  });
});
