import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { splitDnCell, splitListCell } from "../../../src/source/csv/list-cell.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { refusal } from "../file/text-support.ts";
import { csvSource, readAll } from "./directory.ts";

async function attributes(content: string, lists: Readonly<Record<string, string>>) {
  const file = temporaryFolder()("people.csv", content);
  const { users } = await readAll(csvSource({ users: { files: [file], key: "id", lists } }));
  return users.map((user) => ({ ...user.attributes() }));
}

describe("columns with several values in a cell", () => {
  test("are lists of their trimmed parts, also of one, and absent when there is none", async () => {
    const content = "id,Phones,mail\n1, +1 ;; +2;,a;b\n2,+3,\n3, ; ,x\n";
    expect(await attributes(content, { " PHONES ": ";" })).toEqual([
      { id: "1", phones: ["+1", "+2"], mail: "a;b" },
      { id: "2", phones: ["+3"] },
      { id: "3", mail: "x" },
    ]);
  });

  test("each have a separator of their own, of any length", async () => {
    expect(await attributes('id,a,b\n1,"x, y",p || q|r\n', { a: ",", b: "||" })).toEqual([
      { id: "1", a: ["x", "y"], b: ["p", "q|r"] },
    ]);
  });

  test("must be in the header", async () => {
    const file = temporaryFolder()("people.csv", "id,phone\n1,2\n");
    const users = { files: [file], key: "id", lists: { phones: ";" } };
    expect(await refusal(readAll(csvSource({ users })))).toEqual([
      'people.csv:1:1 source.users.lists.phones: there is no column "phones"; did you mean "phone"? The columns are: id, phone',
    ]);
    const groups = { ...users, name: "id", lists: { x: ";", y: ";" } };
    expect(await refusal(readAll(csvSource({ users: { files: [file], key: "id" }, groups })))).toMatchObject([
      expect.stringContaining("source.groups.lists.x: there is no column"),
      expect.stringContaining("source.groups.lists.y: there is no column"),
    ]);
  });

  test("change the fingerprint with their separator", async () => {
    const file = temporaryFolder()("people.csv", "id,a\n1,x;y\n");
    const prints = [undefined, { a: ";" }, { a: "," }].map(async (lists) => {
      const users = { files: [file], key: "id", ...(lists !== undefined && { lists }) };
      return (await readAll(csvSource({ users }))).users[0]!.fingerprint;
    });
    expect(new Set(await Promise.all(prints)).size).toBe(3);
  });

  test("have a separator", () => {
    const users = { files: ["/x.csv"], key: "id", lists: { a: "" } };
    expect(() => csvSource({ users })).toThrow(UsageError);
  });
});

describe("cells of DNs", () => {
  test("are not cut at a separator that a backslash makes part of a name", () => {
    expect(splitDnCell(String.raw`cn=A\; B,dc=x;cn=C,dc=x`, ";")).toEqual([
      String.raw`cn=A\; B,dc=x`,
      "cn=C,dc=x",
    ]);
    expect(splitDnCell(String.raw`cn=A\\;cn=B\\\;C;`, ";")).toEqual([
      String.raw`cn=A\\`,
      String.raw`cn=B\\\;C`,
    ]);
    expect(splitDnCell(String.raw`cn=A;cn=B\;`, ";")).toEqual(["cn=A", String.raw`cn=B\;`]);
  });

  test("are other cells but for that", () => {
    for (const cell of ["", " ; ", "a", " a ;b;;c", "a;"])
      expect(splitDnCell(cell, ";")).toEqual(splitListCell(cell, ";"));
  });
});
