import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkspace, type Workspace } from "../cli/workspace.ts";

let workspace: Workspace;
beforeEach(async () => void (workspace = await openWorkspace()));
afterEach(() => workspace.close());

const megabyte = 1024 * 1024;

const csv = "type: csv, users: { file: people.csv.gz, key: employee_id }";
const json = "type: json, users: { file: people.json.gz, key: employee_id }";
const ldif = 'type: ldif, file: people.ldif.gz, users: { key: uid, filter: "(uid=*)" }';

/** Texts of 128 MB that are some hundred kB when they are zipped, by the source that reads them. */
const bombs: readonly (readonly [what: string, source: string, file: string, begin: string, rest: string])[] =
  [
    ["a quoted cell of CSV", csv, "people.csv.gz", 'employee_id,email\n1,"', "\n"],
    ["a text of JSON", json, "people.json.gz", '[{"employee_id":"', "x"],
    ["lists in a document of JSON", json, "people.json.gz", "", "["],
    ["a folded value of LDIF", ldif, "people.ldif.gz", "dn: uid=a\nuid: x", "\n xxx"],
  ];

describe("a zipped file that unfolds to 128 MB of", () => {
  test.each(bombs)(
    "%s is refused in the memory of a small machine",
    async (_what, source, file, begin, rest) => {
      workspace.writeConfig({ source: ` { ${source} }`, attributes: " { userName: x }" });
      const size = 128 * megabyte;
      workspace.writeBytes(file, gzipSync(begin + rest.repeat(size / rest.length), { level: 1 }));
      workspace.env = { ...workspace.env, NODE_OPTIONS: "--max-old-space-size=160" };
      const { code, stderr } = await workspace.run("sync");
      expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining(file) });
      expect(stderr.length).toBeLessThan(10_000);
      expect(workspace.sandbox.requests().total).toBe(0);
    },
  );
});

test("a cell of a megabyte and ten thousand columns arrive as they are", async () => {
  const long = `ü"${"x".repeat(megabyte - 10)}`;
  const columns = Array.from({ length: 9_997 }, (_, at) => `c${at}`);
  const cell = `"${long.replaceAll('"', '""')}"`;
  workspace.write(
    "people.csv",
    `employee_id,email,title,${columns.join(",")}\n1,ann@x.org,${cell},${columns.join(",")}\n`,
  );
  workspace.writeConfig({
    source: " { type: csv, users: { file: people.csv, key: employee_id } }",
    attributes: ' { userName: "${user.email}", title: "${user.title}", nickName: "${user.c9996}" }',
  });
  expect(await workspace.run("sync")).toMatchObject({ code: 0 });
  const [user] = workspace.sandbox.users();
  expect([user?.["title"] === long, user?.["nickName"]]).toEqual([true, "c9996"]);
});
