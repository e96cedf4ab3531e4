import { describe, expect, test } from "vitest";
import { SourceError } from "../../src/errors.ts";
import { acceptSource } from "../../src/sync/read/accept-source.ts";
import type { MaxShrink, SourceExpectations } from "../../src/source/expect.ts";
import { dump, stateFile, store } from "../store/state-file.ts";
import { accept, acceptance, acme, now, usual } from "./accepting.ts";
import { type Contents, memorySource } from "./memory-source.ts";

const most20: MaxShrink = { users: 20, values: {}, floor: 5 };

describe("a read that is not whole leaves no trace", () => {
  const six = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((key) => [key, { email: key }]));
  const start: Contents = { ...acme, users: six };
  const bad: readonly {
    what: string;
    contents: Contents | readonly Contents[];
    expect?: Partial<SourceExpectations>;
    message: RegExp;
  }[] = [
    { what: "torn after the users", contents: { ...acme, throwsAfter: "users" }, message: /torn/ },
    { what: "torn after the groups", contents: { ...acme, throwsAfter: "groups" }, message: /torn/ },
    {
      what: "torn after the memberships",
      contents: {
        users: { z: {} },
        groups: { new: "N" },
        members: [["new", "z"]],
        throwsAfter: "memberships",
      },
      message: /torn/,
    },
    {
      what: "too much of a shrink",
      contents: { ...start, users: { a: {}, b: {}, c: {}, d: {} } },
      expect: { maxShrink: most20 },
      message:
        /^2 of the 6 users of the last good read are missing \(33\.3 %\), but expect\.maxShrink is 20 %; if that is right, go on this once with --accept maxShrink\.users$/,
    },
    {
      what: "swapped for others of the same number",
      contents: { users: Object.fromEntries(["u", "v", "w", "x", "y", "z"].map((key) => [key, {}])) },
      expect: { maxShrink: most20 },
      message: /^6 of the 6 users/,
    },
    {
      what: "too few users",
      contents: { users: { a: {} } },
      expect: { minUsers: 2 },
      message:
        /^the source has 1 users, but expect\.minUsers is 2; if that is right, go on this once with --accept minUsers$/,
    },
    { what: "no users", contents: { groups: { eng: "Eng" } }, message: /minUsers is 1/ },
    {
      what: "too few groups",
      contents: { ...start, groups: {}, members: [] },
      expect: { minGroups: 1 },
      message: /minGroups is 1/,
    },
    {
      what: "a key twice in a file",
      contents: { ...start, again: ["b"] },
      message: /^people\.csv:8 user key "b" is already in people\.csv:3; keys must be unique$/,
    },
    {
      what: "a key in two files",
      contents: [start, { file: "hr.csv", users: { g: {}, b: {} } }],
      message: /^hr\.csv:3 user key "b" is already in people\.csv:3; keys must be unique$/,
    },
    {
      what: "too old",
      contents: { ...start, modifiedAt: now - 3_700_000 },
      expect: { maxAge: 3_600_000 },
      message: /^people\.csv last written 1\.0 h ago, but expect\.maxAge is 1\.0 h/,
    },
  ];
  test.each(bad)("$what", async ({ contents, expect: expectations, message }) => {
    const file = stateFile();
    const into = store(file);
    await accept(into, { ...start, modifiedAt: now });
    const before = dump(file);
    await expect(accept(into, contents, { expect: { ...usual, ...expectations } })).rejects.toThrow(message);
    expect(dump(file)).toEqual(before);
    // And the next good read is judged against the last good one.
    expect(await accept(into, { ...start, modifiedAt: now - 1 })).toMatchObject({ revision: 2, users: 6 });
  });
  test("the very first read too", async () => {
    const file = stateFile();
    const into = store(file);
    const before = dump(file);
    await expect(accept(into, { ...start, again: ["a", "b"] })).rejects.toBeInstanceOf(SourceError);
    expect(dump(file)).toEqual(before);
    expect(into.directory.lastReading()).toBeUndefined();
  });
  test("all duplicates are named at once, up to twenty", async () => {
    const users = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`u${at}`, {}]));
    const failed = accept(store(), { users, again: Object.keys(users) });
    await expect(failed).rejects.toMatchObject({ problems: { length: 20 } });
  });
  test("files that did not change are still judged by what is expected now", async () => {
    const into = store();
    await accept(into, start);
    await expect(accept(into, start, { expect: { ...usual, minUsers: 7 } })).rejects.toThrow(/minUsers is 7/);
  });
  test("a shrink within what is allowed passes, to the percent", async () => {
    const into = store();
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`u${at}`, {}]));
    await accept(into, { users: ten });
    const { u0: _gone, u1: _too, ...eight } = ten;
    expect(await accept(into, { users: eight }, { expect: { ...usual, maxShrink: most20 } })).toMatchObject({
      users: 8,
    });
  });
});

test("a source that changes between the two passes over its memberships is refused", async () => {
  const file = stateFile();
  const state = store(file);
  await accept(state, acme);
  const before = dump(file);
  const moved: Contents = { ...acme, members: [["eng", "a"]] };
  let digested = 0;
  // The second pass, for the groups that changed, meets another file than the first.
  const changing = {
    ...memorySource(moved),
    files: () => memorySource((digested += 1) === 1 ? moved : acme).files(),
  };
  const reading = acceptSource(acceptance([{ source: changing }]), state);
  await expect(reading).rejects.toThrow(/^the source changed while it was read/);
  expect(dump(file)).toEqual(before);
});
