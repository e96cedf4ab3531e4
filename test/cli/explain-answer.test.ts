import { afterAll, beforeAll, expect, it } from "vitest";
import { config, type Desk, openDesk, people, writeDirectory } from "./desk.ts";

let desk: Desk;

/** The config, with lines under users. */
function configWith(...lines: readonly string[]): readonly string[] {
  return config(desk.sandbox).flatMap((line) => (line === "    users:" ? [line, ...lines] : [line]));
}

beforeAll(async () => {
  desk = await openDesk();
  writeDirectory(desk);
  desk.write("scimsync.yaml", ...configWith());
});
afterAll(() => desk.close());

async function answer(key: string): Promise<string> {
  const { records } = await desk.json("explain", key);
  return records[0].targets[0].answer as string;
}

/** The directory without somebody. */
function without(key: string): void {
  desk.write("people.csv", ...people.filter((line) => !line.startsWith(`${key},`)));
}

/** The date in so many days. */
function days(n: number): string {
  return new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
}

it("one sentence says why somebody has, has not, or lost an account, through all of a life", async () => {
  expect(await answer("e2")).toBe(
    "has no account yet; the next sync makes or links one (assign.groups: member of Staff)",
  );
  expect(await answer("e3")).toBe("has no account: no clause of assign holds");
  expect(await answer("e4")).toBe("has no account: cannot be mapped (userName is empty)");
  await desk.run("sync");
  expect(await answer("e2")).toBe("has an account, as it was last wanted (assign.groups: member of Staff)");
  expect((await desk.run("explain", "e2")).stdout).toMatch(/^user e2 .*\n {2}app: has an account, as it was/);
  desk.write("people.csv", ...people.map((line) => line.replace("Fox,Dev", "Fox,Lead")));
  expect(await answer("e2")).toBe(
    "has an account, which the next sync changes (assign.groups: member of Staff)",
  );
  await desk.run("sync");

  desk.write(
    "scimsync.yaml",
    ...configWith("      deactivateAfter: { absent: 7d }", "      deleteAfter: 30d"),
  );
  without("e2");
  await desk.run("sync");
  expect(await answer("e2")).toBe(
    `has an account, and is switched off on ${days(7)} and is deleted on ${days(37)}: gone from the source, since ${days(0)}`,
  );
  desk.write("scimsync.yaml", ...configWith());
  expect(await answer("e2")).toBe("has an account; the next sync will deactivate it: gone from the source");
  await desk.run("sync");
  expect(await answer("e2")).toMatch(/^has an account that was switched off .* ago, and stays so: gone from/);
  desk.write("people.csv", ...people);
  expect(await answer("e2")).toMatch(/^has an account that was switched off .* ago, and gets it back with/);
  desk.write("scimsync.yaml", ...configWith("      deprovision: delete"));
  without("e2");
  await desk.run("sync");
  expect(await answer("e2")).toMatch(/^has no account, for it was deleted .* ago \(gone from the source\)/);
});

it("the history of what was sent stands below, with old and new values, and as long as wished", async () => {
  const { records } = await desk.json("explain", "e2", "--history", "2");
  const { history } = records[0].targets[0];
  expect(history).toMatchObject([
    { kind: "delete", departure: "absent", cause: "gone from the source", state: "succeeded" },
    { kind: "deactivate", changes: [{ path: "active", before: true, after: false }] },
  ]);
  const { stdout } = await desk.run("explain", "e2");
  expect(stdout).toMatch(
    / {2}history\n {4}20\S+Z delete User ben@x\.org \[e2\]: succeeded \(deleted\), DELETE → HTTP 204, in 20\S+-app-\w+\n {6}gone from the source\n/,
  );
  expect(stdout).toMatch(
    /update User ben@x\.org \[e2\]: succeeded \(updated\), PATCH → HTTP 200, in \S+\n {6}title: "Dev" → "Lead"\n/,
  );
  expect(stdout).not.toContain("pw-two");
});

it("a group is pushed or not", async () => {
  expect(await answer("g1")).toBe("is pushed (groups.push)");
  expect(await answer("g3")).toBe("is not pushed: groups.push names it not");
});
