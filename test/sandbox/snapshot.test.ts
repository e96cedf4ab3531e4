import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { start } from "./client.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a snapshot brings users, groups and members back", async () => {
  const db = join(folder, "db.json");
  const first = await start({ db });
  const a = await first.user("a", { password: "s3cret", title: "T" });
  const inner = await first.group("Inner", [a]);
  await first.group("Outer", [inner]);
  await first.patch(`/Users/${a}`, { op: "replace", path: "title", value: "U" });
  const [users, groups] = [first.sandbox.users(), first.sandbox.groups()];
  await first.sandbox.close();
  expect(await readdir(folder)).toEqual(["db.json"]);
  expect(await readFile(db, "utf8")).not.toContain("s3cret");

  const second = await start({ db });
  const moved = (resources: unknown) =>
    JSON.parse(JSON.stringify(resources).replaceAll(first.sandbox.origin, second.sandbox.origin));
  expect(second.sandbox.users()).toEqual(moved(users));
  expect(second.sandbox.groups()).toEqual(moved(groups));
  expect((await second.user("b")) === a).toBe(false);
  await expect(second.user("A")).rejects.toThrow("uniqueness");
  await second.sandbox.close();
});

test.each(["", "{", "[]", "{}", '{"version":2}', '{"version":1,"users":[{"id":"x"}]}'])(
  "a file with %j is refused",
  async (content) => {
    const db = join(folder, "db.json");
    await writeFile(db, content);
    await expect(startSandbox({ db })).rejects.toThrow(UsageError);
    expect(await readFile(db, "utf8")).toBe(content);
  },
);

test("a taken port is a usage error", async () => {
  const { sandbox } = await start();
  await expect(startSandbox({ port: Number(new URL(sandbox.origin).port) })).rejects.toThrow(UsageError);
});
