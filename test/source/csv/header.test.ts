import { describe, expect, test } from "vitest";
import { parseTable } from "./table-support.ts";

function header(text: string, ...columns: string[]) {
  const wanted = columns.map((column) => ({ column, setting: "source.users.key" }));
  return parseTable(Buffer.from(text), { wanted });
}

describe("names", () => {
  test("are trimmed, in lower case and composed", async () => {
    expect((await header(' Employee ID ,E-Mail,Pre\u0301nom,"Ort\n2"\n')).names).toEqual([
      "employee id",
      "e-mail",
      "prénom",
      "ort\n2",
    ]);
  });

  test("may not be shared, also not when they differ in case, space or composition", async () => {
    for (const [a, b, name] of [
      ["mail", " Mail", "mail"],
      ["Prénom", "pre\u0301nom", "prénom"],
    ]) {
      expect((await header(`${a},id,${b}\n`)).problems).toEqual([
        `people.csv:1:${a!.length + 5} columns 1 and 3 are both named "${name}"`,
      ]);
    }
  });

  test("may not be missing", async () => {
    expect((await header("id, ,mail,\n")).problems).toEqual([
      "people.csv:1:4 column 2 has no name",
      "people.csv:1:11 columns 2 and 4 have no name",
    ]);
  });

  test("may not be those that reach into objects", async () => {
    expect((await header("id,__proto__,Constructor,prototype\n")).problems).toEqual([
      'people.csv:1:4 column 2 is named "__proto__", which is not allowed',
      'people.csv:1:14 column 3 is named "constructor", which is not allowed',
      'people.csv:1:26 column 4 is named "prototype", which is not allowed',
    ]);
  });

  test("may not be missing ten thousand times either, which is told in no time", async () => {
    const { problems } = await header(`${",".repeat(9_999)}\n`);
    expect(problems).toHaveLength(21);
    expect(problems[1]).toBe("people.csv:1:2 columns 1 and 2 have no name");
  });

  test("of a bad header let no row through", async () => {
    expect((await header("id,id\n1,2\n")).rows).toEqual([]);
  });
});

describe("a column the config names", () => {
  test("is found without case and space", async () => {
    expect((await header("Employee_ID,Mail\n", " employee_id ")).problems).toEqual([]);
  });

  test("that is not there is named with what was meant and what there is", async () => {
    expect((await header("employee_id,mail\n", "employe id")).problems).toEqual([
      'people.csv:1:1 source.users.key: there is no column "employe id"; did you mean "employee_id"? The columns are: employee_id, mail',
    ]);
    expect((await header("employee_id,mail\n", "zzz")).problems).toEqual([
      'people.csv:1:1 source.users.key: there is no column "zzz". The columns are: employee_id, mail',
    ]);
  });

  test("is listed among forty columns at most", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `column${index}`).join(",");
    const [problem] = (await header(`${names}\n`, "zzz")).problems;
    expect(problem).toMatch(/column39 and 20 more$/);
  });
});
