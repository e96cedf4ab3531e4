import { createHash } from "node:crypto";
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { csvSource, readAll, readMemberships } from "./directory.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { refusal } from "../file/text-support.ts";

const people = "Employee_ID,Email,Title\n e1 , ann@x.example ,\ne2,bob@x.example,Chef\n";

describe("users", () => {
  test("have a trimmed key, a line, and attributes without case and without empty cells", async () => {
    const file = temporaryFolder()("people.csv", people);
    const { batches, users } = await readAll(csvSource({ users: { files: [file], key: "employee_id" } }));
    expect(batches).toMatchObject([{ kind: "users", file: "people.csv" }, { kind: "names" }]);
    expect(users.map(({ key, line }) => [key, line])).toEqual([
      ["e1", 2],
      ["e2", 3],
    ]);
    expect({ ...users[0]!.attributes() }).toEqual({ employee_id: "e1", email: "ann@x.example" });
    expect({ ...users[1]!.attributes() }).toEqual({
      employee_id: "e2",
      email: "bob@x.example",
      title: "Chef",
    });
    expect(Object.getPrototypeOf(users[0]!.attributes())).toBeNull();
  });

  test("come in batches of 500 at most, all of them and in order", async () => {
    const keys = Array.from({ length: 12_345 }, (_, index) => `e${index}`);
    const file = temporaryFolder()("people.csv", `id\n${keys.join("\n")}\n`);
    const { batches, users } = await readAll(csvSource({ users: { files: [file], key: "id" } }));
    expect(users.map(({ key }) => key)).toEqual(keys);
    for (const batch of batches)
      expect(batch.kind === "users" ? batch.records.length : 0).toBeLessThanOrEqual(500);
  });

  test("need a key", async () => {
    const file = temporaryFolder()("people.csv", "id,mail\n1,x\n ,y\n3,z\n,u\n");
    expect(await refusal(readAll(csvSource({ users: { files: [file], key: "ID" } })))).toEqual([
      'people.csv:3:1 "id" is empty',
      'people.csv:5:1 "id" is empty',
    ]);
  });
});

describe("groups and memberships", () => {
  test("from files of their own: groups before memberships, names in attributes", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: { files: [write("people.csv", people)], key: "employee_id" },
      groups: { files: [write("groups.csv", "gid;label;owner\ng1; R&D ;e1\n")], key: "gid", name: "Label" },
      memberships: { files: [write("members.csv", "g\tm\ng1\te1\ng1\te2\n")], group: "g", member: "m" },
    });
    const { batches, groups, memberships } = await readAll(source);
    expect(batches.map((batch) => [batch.kind, "file" in batch ? batch.file : ""])).toEqual([
      ["users", "people.csv"],
      ["groups", "groups.csv"],
      ["names", ""],
    ]);
    expect(groups).toMatchObject([{ key: "g1", name: "R&D", line: 2 }]);
    expect({ ...groups[0]!.attributes() }).toEqual({ gid: "g1", label: "R&D", owner: "e1", name: "R&D" });
    expect(memberships).toEqual([
      { group: "g1", member: "e1", line: 2 },
      { group: "g1", member: "e2", line: 3 },
    ]);
  });

  test("from a column of users without a groups file: each name is a group", async () => {
    const file = temporaryFolder()("people.csv", "id,teams\n1,sales; ops;;sales;\n2,\n3,ops;R&D\n");
    const source = csvSource({
      users: { files: [file], key: "id", groups: { column: "Teams", separator: ";" } },
    });
    const { batches, groups, memberships } = await readAll(source);
    expect(batches.map(({ kind }) => kind)).toEqual(["users", "groups", "names"]);
    expect(groups).toMatchObject([
      { key: "sales", name: "sales", line: 2 },
      { key: "ops", name: "ops", line: 2 },
      { key: "R&D", name: "R&D", line: 4 },
    ]);
    expect({ ...groups[2]!.attributes() }).toEqual({ name: "R&D" });
    expect(memberships).toEqual([
      { group: "sales", member: "1", line: 2 },
      { group: "ops", member: "1", line: 2 },
      { group: "ops", member: "3", line: 4 },
      { group: "R&D", member: "3", line: 4 },
    ]);
  });

  test("from list columns of users and of groups and a file, together", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: {
        files: [write("people.csv", "id|teams\n1|g1,g2\n")],
        key: "id",
        groups: { column: "teams", separator: "," },
      },
      groups: {
        files: [write("groups.csv", "id|name|who\ng1|One|\ng2|Two|2 / g1\n")],
        key: "id",
        name: "name",
        members: { column: "who", separator: "/" },
      },
      memberships: { files: [write("members.csv", "g|m\ng1|3\n")], group: "g", member: "m" },
    });
    const { groups, memberships } = await readAll(source);
    expect(groups.map(({ key }) => key)).toEqual(["g1", "g2"]);
    expect(memberships.map(({ group, member }) => `${group} ${member}`)).toEqual([
      "g1 3",
      "g1 1",
      "g2 1",
      "g2 2",
      "g2 g1",
    ]);
  });

  test("files of a header alone give none", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: { files: [write("people.csv", people)], key: "employee_id" },
      groups: { files: [write("groups.csv", "id,name\n")], key: "id", name: "name" },
      memberships: { files: [write("members.csv", "g,m")], group: "g", member: "m" },
    });
    expect(await readAll(source)).toMatchObject({ groups: [], memberships: [] });
  });

  test("need keys and names", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: { files: [write("people.csv", people)], key: "employee_id" },
      groups: { files: [write("groups.csv", "id,name\ng1,\n,x\n")], key: "id", name: "name" },
      memberships: { files: [write("members.csv", "g,m\ng1,\n,e1\n")], group: "g", member: "m" },
    });
    expect(await refusal(readAll(source))).toEqual([
      'groups.csv:2:4 "name" is empty',
      'groups.csv:3:1 "id" is empty',
    ]);
    expect(await refusal(readMemberships(source))).toEqual([
      'members.csv:2:4 "m" is empty',
      'members.csv:3:1 "g" is empty',
    ]);
  });
});

describe("a read that is not whole", () => {
  test("names the problems of all files, and those of a list column's file once", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: {
        files: [write("people.csv", "id,t\n1\n2,x\n")],
        key: "id",
        groups: { column: "t", separator: ";" },
      },
      memberships: { files: [write("members.csv", 'g,m\nx,"1')], group: "g", member: "m" },
    });
    expect(await refusal(readAll(source))).toEqual(["people.csv:2:2 1 field, but the header has 2"]);
    expect(await refusal(readMemberships(source))).toEqual([
      "members.csv:2:3 a quote opens here and is never closed; was the file cut short?",
    ]);
  });

  test("names the problems of a file in the order of its lines", async () => {
    const file = temporaryFolder()("people.csv", "id,mail\n,x\nragged\n,y\n");
    expect(await refusal(readAll(csvSource({ users: { files: [file], key: "id" } })))).toEqual([
      'people.csv:2:1 "id" is empty',
      "people.csv:3:7 1 field, but the header has 2",
      'people.csv:4:1 "id" is empty',
    ]);
  });

  test("goes on past a problem, so that its reader finds others, and fails at the end", async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => `e${index},x`).join("\n");
    const file = temporaryFolder()("people.csv", `id,mail\nragged\n${rows}\n`);
    let records = 0;
    const reading = (async () => {
      for await (const batch of csvSource({ users: { files: [file], key: "id" } }).records()) {
        if (batch.kind === "users") records += batch.records.length;
      }
    })();
    await expect(reading).rejects.toThrow("people.csv:2:7 1 field, but the header has 2");
    expect(records).toBe(5000);
  });

  test("names every file that is missing, and the setting that names it", async () => {
    const write = temporaryFolder();
    const users = { files: [write("people.csv")], key: "id" };
    const memberships = { files: [write("members.csv")], group: "g", member: "m" };
    const source = csvSource({ users, memberships });
    const expected = [
      `people.csv source.users.file: ${users.files[0]} does not exist`,
      `members.csv source.memberships.file: ${memberships.files[0]} does not exist`,
    ];
    expect(await refusal(readAll(source))).toEqual(expected);
    expect(await refusal(source.files())).toEqual(expected);
    expect(await refusal(readMemberships(source))).toEqual(expected);
  });

  test("refuses what is not a file", async () => {
    const folder = temporaryFolder()(".");
    const source = csvSource({ users: { files: [folder], key: "id" } });
    expect((await refusal(readAll(source)))[0]).toMatch(/source\.users\.file: .* is not a file$/);
  });

  test("leaves no membership out when the reader of records walked away", async () => {
    const file = temporaryFolder()("people.csv", "id,t\n1,x\n");
    const source = csvSource({
      users: { files: [file], key: "id", groups: { column: "t", separator: ";" } },
    });
    for await (const batch of source.records()) if (batch.kind === "users") break;
    expect(await readMemberships(source)).toHaveLength(1);
  });

  test("closes its file when the reader walks away", async () => {
    if (process.platform !== "linux") return;
    const file = temporaryFolder()("people.csv", `id\n${"e\n".repeat(100_000)}`);
    for await (const batch of csvSource({ users: { files: [file], key: "id" } }).records())
      if (batch.kind === "users") break;
    const open = readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    expect(open).not.toContain(file);
  });
});

describe("names", () => {
  test("are those of the headers", async () => {
    const write = temporaryFolder();
    const users = { files: [write("people.csv", "ID,E-Mail\n1,\n")], key: "id" };
    const groups = { files: [write("groups.csv", "gid,Label")], key: "gid", name: "label" };
    const stated = { kind: "names", stated: true, users: ["id", "e-mail"] };
    expect((await readAll(csvSource({ users, groups }))).names).toEqual({
      ...stated,
      groups: ["gid", "label", "name"],
    });
    expect((await readAll(csvSource({ users }))).names).toEqual({ ...stated, groups: ["name"] });
  });

  test("of columns are all looked for, in every file", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: {
        files: [write("people.csv", "id,mail\n")],
        key: "idd",
        groups: { column: "teams", separator: ";" },
      },
      groups: {
        files: [write("groups.csv", "gid\n")],
        key: "gid",
        name: "name",
        members: { column: "who", separator: ";" },
      },
      memberships: { files: [write("members.csv", "group,person\n")], group: "group", member: "member" },
    });
    const expected = [
      'people.csv:1:1 source.users.key: there is no column "idd"; did you mean "id"? The columns are: id, mail',
      'people.csv:1:1 source.users.groups.column: there is no column "teams". The columns are: id, mail',
      'groups.csv:1:1 source.groups.name: there is no column "name". The columns are: gid',
      'groups.csv:1:1 source.groups.members.column: there is no column "who". The columns are: gid',
    ];
    expect(await refusal(readAll(source))).toEqual(expected);
    expect(await refusal(readMemberships(source))).toEqual([
      'members.csv:1:1 source.memberships.member: there is no column "member". The columns are: group, person',
    ]);
  });
});

describe("files", () => {
  test("are digested, each once", async () => {
    const write = temporaryFolder();
    const file = write("people.csv", people);
    const source = csvSource({
      users: { files: [file], key: "employee_id" },
      memberships: { files: [file], group: "title", member: "employee_id" },
    });
    const sha256 = createHash("sha256").update(people).digest("hex");
    const modifiedAt = Math.floor(statSync(file).mtimeMs);
    expect(await source.files()).toEqual([{ file: "people.csv", bytes: people.length, modifiedAt, sha256 }]);
  });
});

test("the name says the kind and the file of the users", () => {
  expect(csvSource({ users: { files: ["/data/people.csv"], key: "id" } }).name).toBe("csv people.csv");
});

test.each(["", ",,", '"', "\n"])("the delimiter %j is refused", (delimiter) => {
  expect(() => csvSource({ users: { files: ["/data/people.csv"], key: "id" }, delimiter })).toThrow(
    UsageError,
  );
});

test("an empty separator is refused", () => {
  const users = { files: ["/data/people.csv"], key: "id", groups: { column: "teams", separator: "" } };
  expect(() => csvSource({ users })).toThrow(/separator of the list column "teams" is empty/);
});
