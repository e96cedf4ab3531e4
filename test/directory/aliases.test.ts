import { describe, expect, test } from "vitest";
import { aliasBy } from "../../src/source/alias.ts";
import type { SourceKey } from "../../src/source/record.ts";
import type { Store } from "../../src/store/store.ts";
import { dump, stateFile, store } from "../store/state-file.ts";
import { accept } from "./accepting.ts";
import type { Contents } from "./memory-source.ts";

/** Members of a group by key. */
function usersOf(into: Store, group: string): readonly string[] {
  const entries = into.directory.find("user", ["a", "b", "c", "d"] as SourceKey[]);
  const groups = into.targets.groupsOf([...entries.values()].map(({ id }) => id));
  return [...entries.values()].filter(({ id }) => groups.get(id)?.includes(group)).map(({ key }) => key);
}

const byMail: Contents = {
  users: { a: { email: "A@x" }, b: { email: "b@x" } },
  groups: { eng: "Eng" },
  aliases: ["email"],
  members: [["eng", aliasBy("email", "a@X")]],
};

describe("members by another name than their key", () => {
  test("are found without regard to case", async () => {
    const into = store();
    expect(await accept(into, byMail)).toMatchObject({ memberships: 1, dangling: 0 });
    expect(usersOf(into, "Eng")).toEqual(["a"]);
  });

  test("whom nobody is called wait, and are members once there", async () => {
    const into = store();
    const early: Contents = { ...byMail, members: [["eng", aliasBy("email", "c@x")]] };
    expect(await accept(into, early)).toMatchObject({ memberships: 1, dangling: 1 });
    await accept(into, { ...early, users: { ...early.users, c: { email: "c@x" } } });
    expect(usersOf(into, "Eng")).toEqual(["c"]);
    expect(into.directory.lastReading()).toMatchObject({ memberships: 1, dangling: 0 });
  });

  test("follow the name when it goes to somebody else, although no group changed", async () => {
    const file = stateFile();
    const into = store(file);
    await accept(into, byMail);
    await accept(into, { ...byMail, users: { a: { email: "old@x" }, b: { email: "a@x" } } });
    expect(usersOf(into, "Eng")).toEqual(["b"]);
    const changed = (dump(file)["entry"] ?? []).filter((entry) => entry["revision"] === 2);
    expect(new Set(changed.map((entry) => entry["key"]))).toEqual(new Set(["a", "b", "eng"]));
  });

  test("stop being members when they lose the name", async () => {
    const into = store();
    await accept(into, byMail);
    await accept(into, { ...byMail, users: { a: { email: "new@x" }, b: { email: "b@x" } } });
    expect(usersOf(into, "Eng")).toEqual([]);
    expect(into.directory.lastReading()).toMatchObject({ memberships: 1, dangling: 1 });
  });

  test("of two who are called alike, neither is guessed", async () => {
    const into = store();
    const twice: Contents = { ...byMail, users: { a: { email: "a@x" }, b: { email: "A@X" } } };
    await expect(accept(into, twice)).rejects.toThrow(
      "a membership names the email a@x, but a and b both have it",
    );
    // Nobody minds while no membership uses the name.
    await accept(into, { ...twice, members: [["eng", "a"]] });
    expect(usersOf(into, "Eng")).toEqual(["a"]);
  });

  test("the name of a leaver means whoever has it now", async () => {
    const into = store();
    await accept(into, byMail);
    await accept(into, { ...byMail, users: { b: { email: "b@x" } } });
    expect(into.directory.lastReading()).toMatchObject({ dangling: 1 });
    await accept(into, { ...byMail, users: { b: { email: "b@x" }, c: { email: "a@x" } } });
    expect(usersOf(into, "Eng")).toEqual(["c"]);
  });

  test("a key with a control character is refused, because an alias begins with one", async () => {
    const key = aliasBy("email", "b@x");
    await expect(accept(store(), { users: { [key]: {} } })).rejects.toThrow(/has a control character/);
  });
});
