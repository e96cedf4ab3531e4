import { describe, expect, test } from "vitest";
import { detectDelimiter } from "../../../src/source/csv/delimiter.ts";
import { parseTable } from "./table-support.ts";

describe("detectDelimiter", () => {
  test.each([",", ";", "\t", "|"])("finds %j", (delimiter) => {
    expect(detectDelimiter(["id", "mail", "name"].join(delimiter), [])).toBe(delimiter);
    expect(detectDelimiter(`"id"${delimiter}"mail,a;b|c\td"`, [])).toBe(delimiter);
  });

  test("takes the one that gives the columns the config names", () => {
    expect(detectDelimiter("last, first, middle;id;mail", ["ID", "mail"])).toBe(";");
    expect(detectDelimiter("a;b;c;d,id", ["id"])).toBe(",");
  });

  test("is a comma when there is one column", () => {
    expect(detectDelimiter("id", ["id"])).toBe(",");
    expect(detectDelimiter("", [])).toBe(",");
  });
});

test("the header's delimiter is the table's, whatever the rows hold", async () => {
  const { rows } = await parseTable(Buffer.from("id;mail\n1;a,b,c,d\n"));
  expect(rows).toEqual([["1", "a,b,c,d"]]);
});

test("a stated delimiter is not second-guessed", async () => {
  const { names, rows } = await parseTable(Buffer.from("id;x|mail;y\n1;2|3\n"), { delimiter: "|" });
  expect(names).toEqual(["id;x", "mail;y"]);
  expect(rows).toEqual([["1;2", "3"]]);
});

test("a header with a stray quote is told of, not searched for to the end", async () => {
  const { problems } = await parseTable(Buffer.from('id;ma"il\n1;x\n'));
  expect(problems[0]).toMatch(/^people\.csv:1:6 a quote inside a field/);
});
