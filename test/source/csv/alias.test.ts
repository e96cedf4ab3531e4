import { describe, expect, test } from "vitest";
import { aliasBy, describeAlias, isAlias } from "../../../src/source/alias.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { refusal } from "../file/text-support.ts";
import { csvSource, readAll, readMemberships } from "./directory.ts";

function shown(name: string): string {
  return isAlias(name) ? describeAlias(name) : name;
}

describe("records have aliases", () => {
  test("for the attributes that somebody names them by, and no others", async () => {
    const write = temporaryFolder();
    const file = write("people.csv", 'DN,id,Mail,phones\n"CN=Ann, DC=X",1, Ann@X ,7;8\n,2,,\n');
    const source = csvSource(
      { users: { files: [file], key: "id", lists: { phones: ";" } } },
      { userAliases: ["mail", "dn", "phones", "uid"], groupAliases: ["id"] },
    );
    const { users } = await readAll(source);
    expect(users.map(({ aliases }) => aliases)).toEqual([
      [
        aliasBy("mail", "ann@x"),
        aliasBy("dn", "cn=ann,dc=x"),
        aliasBy("phones", "7"),
        aliasBy("phones", "8"),
      ],
      [],
    ]);
  });

  test("of groups: `name` is what the group is called, whatever the column", async () => {
    const write = temporaryFolder();
    const groups = { files: [write("g.csv", "id,label\ng1,R&D\n")], key: "id", name: "label" };
    const users = { files: [write("p.csv", "id,t\n1,ops\n")], key: "id" };
    const context = { groupAliases: ["name", "label"] };
    expect((await readAll(csvSource({ users, groups }, context))).groups[0]!.aliases).toEqual([
      aliasBy("name", "R&D"),
      aliasBy("label", "R&D"),
    ]);
    const mentioning = { ...users, groups: { column: "t", separator: ";" } };
    expect((await readAll(csvSource({ users: mentioning }, context))).groups[0]!.aliases).toEqual([
      aliasBy("name", "ops"),
    ]);
  });

  test("that are part of the fingerprint", async () => {
    const write = temporaryFolder();
    const source = { users: { files: [write("p.csv", "id,mail,t\n1,a,x\n")], key: "id" } };
    const grouped = { users: { ...source.users, groups: { column: "t", separator: ";" } } };
    const [without, with_] = await Promise.all(
      [{}, { userAliases: ["mail"], groupAliases: ["name"] }].map((context) =>
        readAll(csvSource(grouped, context)),
      ),
    );
    expect(with_!.users[0]!.fingerprint).not.toBe(without!.users[0]!.fingerprint);
    expect(with_!.groups[0]!.fingerprint).not.toBe(without!.groups[0]!.fingerprint);
  });

  test("that must be DNs where DNs are", async () => {
    const file = temporaryFolder()("people.csv", "id,dn\n1,cn=a\n2,someone\n3,\n");
    const source = csvSource({ users: { files: [file], key: "id" } }, { userAliases: ["dn"] });
    expect(await refusal(readAll(source))).toEqual([
      'people.csv:3:3 "dn" holds something that is no DN, such as cn=Ann,dc=example,dc=com',
    ]);
  });
});

describe("memberships name records", () => {
  test("by key, by attribute or by DN, on either side", async () => {
    const write = temporaryFolder();
    const users = { files: [write("p.csv", "id\n1\n")], key: "id" };
    const groups = { files: [write("g.csv", "id,name\n")], key: "id", name: "name" };
    const file = write("m.csv", 'g,m\n" CN=R&D , DC=X ",Ann@X\ncn=ops,Bob@X\n');
    const memberships = { files: [file], group: "g", groupBy: "DN", member: "m", memberBy: "Mail" };
    expect((await readAll(csvSource({ users, groups, memberships }))).memberships).toEqual([
      { group: aliasBy("dn", "cn=r&d,dc=x"), member: aliasBy("mail", "ann@x"), line: 2 },
      { group: aliasBy("dn", "cn=ops"), member: aliasBy("mail", "bob@x"), line: 3 },
    ]);
    const byKey = { files: [file], group: "g", groupBy: "key", member: "m" };
    expect((await readAll(csvSource({ users, groups, memberships: byKey }))).memberships[1]).toEqual({
      group: "cn=ops",
      member: "Bob@X",
      line: 3,
    });
  });

  test("by what list columns state, in members, groups and parents", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: {
        files: [write("p.csv", String.raw`id,memberOf${"\n"}1,"CN=A\;B,DC=x; cn=c ;CN=C"${"\n"}`)],
        key: "id",
        groups: { column: "memberof", separator: ";", by: "dn" },
      },
      groups: {
        files: [write("g.csv", "id,name,who,up\ng1,One,Ann@X|bob@x|ann@x,Root\n")],
        key: "id",
        name: "name",
        members: { column: "who", separator: "|", by: "mail" },
        parent: { column: "up", separator: ";", by: "name" },
      },
    });
    const { memberships } = await readAll(source);
    expect(memberships.map(({ group, member, nested }) => [shown(group), shown(member), nested])).toEqual([
      [String.raw`dn cn=a\;b,dc=x`, "1", undefined],
      ["dn cn=c", "1", undefined],
      ["g1", "mail ann@x", undefined],
      ["g1", "mail bob@x", undefined],
      ["name root", "g1", true],
    ]);
  });

  test("by key in a list of parents, and nothing twice in a cell", async () => {
    const write = temporaryFolder();
    const source = csvSource({
      users: { files: [write("p.csv", "id\n1\n")], key: "id" },
      groups: {
        files: [write("g.csv", "id,name,up\ng1,One,\ng2,Two,g1;g1\n")],
        key: "id",
        name: "name",
        parent: { column: "up", separator: ";" },
      },
    });
    expect((await readAll(source)).memberships).toEqual([
      { group: "g1", member: "g2", nested: true, line: 3 },
    ]);
  });

  test("and are refused where they cannot be names", async () => {
    const write = temporaryFolder();
    const users = {
      files: [write("p.csv", 'id,t\n1,"cn=a;b"\n2,\n')],
      key: "id",
      groups: { column: "t", separator: ";", by: "dn" },
    };
    const groups = { files: [write("g.csv", "id,name\n")], key: "id", name: "name" };
    const source = csvSource({ users, groups });
    expect(await refusal(readAll(source))).toEqual([
      'p.csv:2:3 "t" holds something that is no DN, such as cn=Ann,dc=example,dc=com',
    ]);
    const memberships = {
      files: [write("m.csv", "g,m\nx,1\n,2\nx,a\u0001b\n")],
      group: "g",
      groupBy: "dn",
      member: "m",
    };
    const other = csvSource({ users: { files: [write("q.csv", "id\n")], key: "id" }, groups, memberships });
    expect((await readAll(other).catch(() => undefined)) ?? (await refusal(readMemberships(other)))).toEqual([
      'm.csv:2:1 "g" holds something that is no DN, such as cn=Ann,dc=example,dc=com',
      'm.csv:3:1 "g" is empty',
      'm.csv:4:1 "g" holds something that is no DN, such as cn=Ann,dc=example,dc=com',
      'm.csv:4:3 "m" holds a control character, which no key has',
    ]);
  });

  test("of other sources: groups named by an attribute are not made here", async () => {
    const file = temporaryFolder()("people.csv", "id,t\n1,ops\n");
    const users = { files: [file], key: "id", groups: { column: "t", separator: ";", by: "name" } };
    const { groups, memberships } = await readAll(csvSource({ users }));
    expect(groups).toEqual([]);
    expect(memberships).toEqual([{ group: aliasBy("name", "ops"), member: "1", line: 2 }]);
  });

  test("and a group that a cell mentions has no control characters", async () => {
    const file = temporaryFolder()("people.csv", "id,t\n1,a\u0007b;c\n");
    const users = { files: [file], key: "id", groups: { column: "t", separator: ";" } };
    expect(await refusal(readAll(csvSource({ users })))).toEqual([
      'people.csv:2:3 "t" holds a control character, which no key has',
    ]);
  });
});
