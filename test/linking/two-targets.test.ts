import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { openOffice } from "./office.ts";

test("of two targets with one baseUrl only one keeps a group, and the other one says how it is let go of", async () => {
  const office = await openOffice();
  onTestFinished(() => office.close());
  const [head = "", target = ""] = readFileSync(office.path("scimsync.yaml"), "utf8").split("  app:\n");
  const bare = target.replace("everyone: true", "where: 'user.title == \"Boss\"'");
  office.write("scimsync.yaml", `${head}  aa:\n${target}\n  bb:\n${bare}`);
  const { runs } = await office.json("sync");
  expect(runs[0]).toMatchObject({ exitCode: 0, counts: { groupsCreated: 2 } });
  const failure = runs[1].failures.find(({ key }: { key: string }) => key === "g1");
  expect(failure).toMatchObject({ code: "duplicate_source" });
  const [command = ""] = /scimsync groups unlink .*(?=\))/.exec(failure.detail as string) ?? [];
  expect((await office.run(...command.split(" ").slice(1), "--json")).code).toBe(0);
  expect((await office.json("sync", "bb")).runs[0]).toMatchObject({ counts: { groupsLinked: 1 } });
  expect(office.sandbox.groups()).toHaveLength(2);
});
