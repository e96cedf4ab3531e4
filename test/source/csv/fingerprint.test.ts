import { describe, expect, test } from "vitest";
import { csvSource, readAll } from "./directory.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";

async function fingerprints(content: string): Promise<readonly string[]> {
  const file = temporaryFolder()("people.csv", content);
  const { users } = await readAll(csvSource({ users: { files: [file], key: "id" } }));
  return users.map((user) => user.fingerprint);
}

describe("fingerprints", () => {
  test("are those of the record, wherever it stands and however it is quoted", async () => {
    const [first, second] = await fingerprints("id,mail\n1,x\n2,y\n");
    expect(await fingerprints('id,mail\n"2",y\n\n1,"x"\n')).toEqual([second, first]);
    expect(first).not.toBe(second);
  });

  test("change with a value and with the name of a column", async () => {
    const [first] = await fingerprints("id,mail\n1,x\n");
    expect(await fingerprints("id,mail\n1,X\n")).not.toEqual([first]);
    expect(await fingerprints("id,email\n1,x\n")).not.toEqual([first]);
  });

  test("tell where one field ends and the next begins", async () => {
    const records = ["1,ab,c", "1,a,bc", "1,a\u001fb,c", "1,a,b\u001fc", "1,a|b,c", '1,"a,b",c', '1,a,"b,c"'];
    const all = await fingerprints(`id,x,y\n${records.join("\n")}\n`);
    expect(new Set(all).size).toBe(records.length);
  });

  test("of a group change with the column that gives its name", async () => {
    const write = temporaryFolder();
    const users = { files: [write("people.csv", "id\n1\n")], key: "id" };
    const file = write("groups.csv", "id,short,long\ng1,R&D,Research\n");
    const short = await readAll(csvSource({ users, groups: { files: [file], key: "id", name: "short" } }));
    const long = await readAll(csvSource({ users, groups: { files: [file], key: "id", name: "long" } }));
    expect(short.groups[0]!.fingerprint).not.toBe(long.groups[0]!.fingerprint);
  });
});
