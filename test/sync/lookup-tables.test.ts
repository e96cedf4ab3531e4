import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/errors.ts";
import { silentLogger } from "../../src/log.ts";
import type { BrokenTable, LookupTable } from "../../src/mapping/lookup-table.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { readLookupTables } from "../../src/sync/read/lookup-tables.ts";
import { readSources } from "../../src/sync/read/read-sources.ts";
import { compileTargets, type Target } from "../../src/sync/target.ts";

const connectorFolder = fileURLToPath(new URL("../../connectors", import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "scimsync-tables-"));
});
afterEach(() => rm(folder, { recursive: true }));

function write(name: string, text: string): Promise<void> {
  return writeFile(join(folder, name), text);
}

const config = `source: { type: csv, users: { file: people.csv, key: id } }
targets:
  app:
    baseUrl: https://app.example.com/scim
    auth: { token: "\${env.TOKEN}" }
    assign: { everyone: true }
    users:
      attributes:
        userName: \${user.email}
        title: \${lookup("titles.csv", user.code)}
  other:
    baseUrl: https://other.example.com/scim
    auth: { token: "\${env.TOKEN}" }
    assign: { everyone: true }
    users: { attributes: { userName: "\${user.email}" } }
`;

async function load(text = config) {
  await write("scimsync.yaml", text);
  return loadConfig(join(folder, "scimsync.yaml"), { TOKEN: "t" }, connectorFolder);
}

async function tableOf(text: string): Promise<LookupTable | BrokenTable | undefined> {
  await write("titles.csv", text);
  return (await readLookupTables((await load()).config)).get("titles.csv");
}

/** What is wrong with the table, without the path to it. */
async function faultsOf(text: string): Promise<readonly string[]> {
  const table = await tableOf(text);
  const faults = table !== undefined && "faults" in table ? table.faults : [];
  return faults.map((fault) =>
    fault.replaceAll(`${relative(process.cwd(), folder)}/`, "").replaceAll(`${folder}/`, ""),
  );
}

async function compiled(): Promise<readonly Target[]> {
  const loaded = await load();
  return compileTargets(loaded, "any", await readLookupTables(loaded.config));
}

describe("a table", () => {
  test("is read as CSV is, cells trimmed, whatever its encoding mark and delimiter", async () => {
    const table = await tableOf('\uFEFFCode; Name\r\n" E1 ";"Chief; ""X"""\r\nE2;\r\n');
    expect(table).toMatchObject({
      columns: ["code", "name"],
      rows: new Map([
        ["E1", ["E1", 'Chief; "X"']],
        ["E2", ["E2", ""]],
      ]),
    });
  });

  test.each([
    ["code,name\nE1,a\nE2,b\n E1 ,c\n", ['titles.csv:4 the key "E1" is on line 2 already']],
    ["code,name\n,a\n", ["titles.csv:2 the key, the first cell, is empty"]],
    ["code,name\nE1,a,b\n", ["titles.csv:2:6 3 fields, but the header has 2"]],
    ["code,code\nE1,a\n", ['titles.csv:1:6 columns 1 and 2 are both named "code"']],
    ["", ["titles.csv the file is empty; its first line must name the columns"]],
  ])("with a mistake: %j", async (text, faults) => {
    expect(await faultsOf(text)).toEqual(faults);
  });

  test("that is missing", async () => {
    expect((await readLookupTables((await load()).config)).get("titles.csv")).toEqual({
      faults: [`lookup() cannot read its table: ${join(folder, "titles.csv")} does not exist`],
    });
  });

  test("is not looked for when nothing mentions it", async () => {
    const plain = config.replace('lookup("titles.csv", user.code)', "user.code");
    expect(await readLookupTables((await load(plain)).config)).toEqual(new Map());
  });
});

describe("in a mapping", () => {
  test("gives the cell beside the key", async () => {
    await write("titles.csv", "code,name\nE1,Chief\n");
    const [app] = await compiled();
    const user = { email: "a@x.org", code: "E1" };
    expect(app?.users.map({ user, target: "app", now: 0 })).toMatchObject({ resource: { title: "Chief" } });
  });

  test("a mistake of the table is told where the expression is, with the place in the table", async () => {
    await write("titles.csv", "code,name\nE1,a\nE1,b\n");
    const error = await compiled().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    const [problem, ...more] = (error as ConfigError).problems;
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      line: 10,
      column: 26,
      path: "targets.app.users.attributes.title",
      message: expect.stringMatching(/titles\.csv:3 the key "E1" is on line 2 already$/) as string,
      excerpt: { text: 'lookup("titles.csv", user.code)', caret: 8 },
    });
  });

  test("a changed table is a changed mapping, of the targets that look up in it", async () => {
    const prints: (readonly string[])[] = [];
    for (const name of ["Chief", "Chief", "Boss"]) {
      await write("titles.csv", `code,name\nE1,${name}\n`);
      prints.push((await compiled()).map(({ fingerprint }) => fingerprint));
    }
    expect(prints[1]).toEqual(prints[0]);
    expect(prints[2]?.[0]).not.toBe(prints[0]?.[0]);
    expect(prints[2]?.[1]).toBe(prints[0]?.[1]);
  });

  test("members of a dynamic group follow its table", async () => {
    const text = `${config}dynamicGroups: { bosses: { where: 'lookup("bosses.csv", user.code) == "yes"' } }\n`;
    await write("titles.csv", "code,name\n");
    await write("people.csv", "id,email,code\n1,a@x.org,E1\n2,b@x.org,E2\n");
    const store = openStore(join(folder, "scimsync.db"));
    try {
      const members: number[] = [];
      for (const bosses of ["E1,yes\n", "E1,yes\nE2,yes\n", ""]) {
        await write("bosses.csv", `code,boss\n${bosses}`);
        const reading = { loaded: await load(text), store, clock: systemClock, log: silentLogger };
        members.push((await readSources({ ...reading, onRecords: () => {} })).memberships);
      }
      expect(members).toEqual([1, 2, 0]);
    } finally {
      store.close();
    }
  });
});
