import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { refusal } from "../file/text-support.ts";
import { csvSource, readAll } from "./directory.ts";

const people =
  "id,status,roles,teams\n1,active,dev;ops,g1\n2,left,dev,g2\n,left,,\n3,Active,,g1\n4,,ops,g3\n";

async function keys(filter: string): Promise<readonly string[]> {
  const file = temporaryFolder()("people.csv", people);
  const users = { files: [file], key: "id", filter, lists: { roles: ";" } };
  return (await readAll(csvSource({ users }))).users.map(({ key }) => key);
}

describe("a filter", () => {
  test("chooses rows by their columns; a row that is left out needs no key", async () => {
    expect(await keys("(status=active)")).toEqual(["1", "3"]);
    expect(await keys("(&(id=*)(!(status=left)))")).toEqual(["1", "3", "4"]);
    expect(await keys("(!(STATUS=*))")).toEqual(["4"]);
  });

  test("sees each value of a list", async () => {
    expect(await keys("(roles=ops)")).toEqual(["1", "4"]);
    expect(await keys("(&(roles=ops)(roles=dev))")).toEqual(["1"]);
  });

  test("leaves the memberships and mentions of a row out, too", async () => {
    const file = temporaryFolder()("people.csv", people);
    const users = {
      files: [file],
      key: "id",
      filter: "(status=active)",
      groups: { column: "teams", separator: ";" },
    };
    const { groups, memberships } = await readAll(csvSource({ users }));
    expect(groups.map(({ key }) => key)).toEqual(["g1"]);
    expect(memberships.map(({ group, member }) => `${group} ${member}`)).toEqual(["g1 1", "g1 3"]);
  });

  test("asks only for columns there are", async () => {
    const file = temporaryFolder()("people.csv", people);
    const users = { files: [file], key: "id", filter: "(|(statu=active)(status=active))" };
    expect(await refusal(readAll(csvSource({ users })))).toEqual([
      'people.csv:1:1 source.users.filter: there is no column "statu"; did you mean "status"? The columns are: id, status, roles, teams',
    ]);
  });

  test("that is none is refused at once", () => {
    const users = { files: ["/x.csv"], key: "id", filter: "(status=active" };
    expect(() => csvSource({ users })).toThrow(UsageError);
  });
});
