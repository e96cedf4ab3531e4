import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { refusal } from "../file/text-support.ts";
import { csvSource, readAll, readMemberships } from "./directory.ts";

describe("several files are read as one", () => {
  test("by a pattern, in the order of their names", async () => {
    const write = temporaryFolder();
    write("people-b.csv", "id,mail\n2,b\n");
    write("people-a.csv", "id,mail\n1,a\n");
    write("groups.csv", "id,name\n");
    const { batches, users } = await readAll(
      csvSource({ users: { files: [write("people-*.csv")], key: "id" } }),
    );
    expect(users.map(({ key, line }) => [key, line])).toEqual([
      ["1", 2],
      ["2", 2],
    ]);
    expect(batches.flatMap((batch) => ("file" in batch ? [batch.file] : []))).toEqual([
      "people-a.csv",
      "people-b.csv",
    ]);
  });

  test("by a list, with columns in any order: a record is the same in either", async () => {
    const write = temporaryFolder();
    const first = write("1.csv", "ID,Mail,Phone\n1,a@x,7\n");
    const second = write("2.csv", "phone;mail;id\n8;b@x;2\n");
    const both = await readAll(csvSource({ users: { files: [second, first], key: "id" } }));
    expect(both.users.map((user) => ({ ...user.attributes() }))).toEqual([
      { id: "2", mail: "b@x", phone: "8" },
      { id: "1", mail: "a@x", phone: "7" },
    ]);
    expect(both.names.users).toEqual(["phone", "mail", "id"]);
    const moved = write("3.csv", "phone,id,mail\n7,1,a@x\n");
    const after = await readAll(csvSource({ users: { files: [second, moved], key: "id" } }));
    expect(after.users[1]!.fingerprint).toBe(both.users[1]!.fingerprint);
  });

  test("of every kind, list columns included", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: {
        files: [write("p1.csv", "id,teams\n1,g1\n"), write("p2.csv", "teams,id\ng2;g1,2\n")],
        key: "id",
        groups: { column: "teams", separator: ";" },
      },
      groups: {
        files: [write("g1.csv", "id,name\ng1,One\n"), write("g2.csv", "name,id\nTwo,g2\n")],
        key: "id",
        name: "name",
      },
      memberships: {
        files: [write("m1.csv", "g,m\ng1,3\n"), write("m2.csv", "m,g\n4,g1\n")],
        group: "g",
        member: "m",
      },
    });
    const { groups, memberships } = await readAll(source);
    expect(groups.map(({ key, name }) => `${key} ${name}`)).toEqual(["g1 One", "g2 Two"]);
    expect(memberships.map(({ group, member, line }) => `${group} ${member} ${line}`)).toEqual([
      "g1 3 2",
      "g1 4 2",
      "g1 1 2",
      "g2 2 2",
      "g1 2 2",
    ]);
    expect(await readMemberships(source)).toEqual(memberships);
  });

  test("that mention groups: each where it is mentioned first", async () => {
    const write = temporaryFolder();
    const files = [write("a.csv", "id,t\n1,x;y\n"), write("b.csv", "id,t\n2,z;x\n")];
    const { batches } = await readAll(
      csvSource({ users: { files, key: "id", groups: { column: "t", separator: ";" } } }),
    );
    const groups = batches.flatMap((batch) =>
      batch.kind === "groups" ? [[batch.file, ...batch.records.map(({ key }) => key)]] : [],
    );
    expect(groups).toEqual([
      ["a.csv", "x", "y"],
      ["b.csv", "z"],
    ]);
  });
});

describe("is refused", () => {
  test("when columns differ, with their names and places", async () => {
    const write = temporaryFolder();
    const files = [
      write("a.csv", "id,mail,title\n1,a,b\n"),
      write("b.csv", "mail,nick,id\n1,2,3\n"),
      write("c.csv", "id,mail,title\n,x,y\n"),
    ];
    expect(await refusal(readAll(csvSource({ users: { files, key: "id" } })))).toEqual([
      'b.csv:1:1 there is no column "title", which a.csv has; files that are read as one have the same columns',
      'b.csv:1:6 the column "nick" is not in a.csv; files that are read as one have the same columns',
      'c.csv:2:1 "id" is empty',
    ]);
  });

  test("when complaints are about columns in another order, at the place in the file", async () => {
    const write = temporaryFolder();
    const files = [write("a.csv", "id,mail,x\n1,a,2\n"), write("b.csv", 'x,"mail",id\n"1,",2,\n')];
    expect(await refusal(readAll(csvSource({ users: { files, key: "id" } })))).toEqual([
      'b.csv:2:8 "id" is empty',
    ]);
  });

  test("when nothing matches", async () => {
    const write = temporaryFolder();
    const source = csvSource({ users: { files: [write("*.csv"), write("x.csv")], key: "id" } });
    const expected = [
      `*.csv source.users.file: no file matches ${write("*.csv")}`,
      `x.csv source.users.file: ${write("x.csv")} does not exist`,
    ];
    expect(await refusal(readAll(source))).toEqual(expected);
    expect(await refusal(source.files())).toEqual(expected);
  });

  test("when a file comes or goes while the others are read", async () => {
    const write = temporaryFolder();
    write("a.csv", "id\n1\n");
    write("b.csv", "id\n2\n");
    const source = csvSource({ users: { files: [write("*.csv")], key: "id" } });
    async function readWhile(meddle: () => void): Promise<void> {
      for await (const batch of source.records()) if (batch.kind === "users") meddle();
    }
    expect(await refusal(readWhile(() => void write("c.csv", "id\n3\n")))).toEqual([
      "c.csv source.users.file: appeared while the others were read; run again when whatever writes it has finished",
    ]);
    expect((await refusal(readWhile(() => rmSync(write("c.csv"), { force: true })))).join()).toMatch(
      /c\.csv source\.users\.file: .* does not exist/,
    );
  });
});

test("one file may hold users and groups, told apart by filters; what is wrong with it is said once", async () => {
  const write = temporaryFolder();
  const file = write("all.csv", "kind,id,name\nuser,1,Ann\ngroup,g,Sales\nuser,2,Bob\nother,,\n");
  const options = {
    users: { files: [file], key: "id", filter: "(kind=USER)" },
    groups: { files: [file], key: "id", name: "name", filter: "(kind=group)" },
  };
  const { users, groups } = await readAll(csvSource(options));
  expect([users, groups].map((records) => records.map(({ key }) => key))).toEqual([["1", "2"], ["g"]]);
  write("all.csv", "kind,id,name\nuser\ngroup,g,\n");
  expect(await refusal(readAll(csvSource(options)))).toEqual([
    "all.csv:2:5 1 field, but the header has 3",
    'all.csv:3:9 "name" is empty',
  ]);
});

test("the name says the files", () => {
  const users = { files: ["/data/people-*.csv", "/data/x.csv"], key: "id" };
  expect(csvSource({ users }).name).toBe("csv people-*.csv, x.csv");
});
