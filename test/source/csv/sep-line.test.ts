import { describe, expect, test } from "vitest";
import { everyCut, parseTable } from "./table-support.ts";

async function parse(text: string, delimiter?: string) {
  const bytes = Buffer.from(text);
  const whole = await parseTable(bytes, { delimiter });
  for (const chunks of everyCut(bytes)) expect(await parseTable(chunks, { delimiter })).toEqual(whole);
  return whole;
}

describe("a first line that states the delimiter", () => {
  test.each([";", ",", "\t", "|", ":", "^"])("is no header: %j", async (delimiter) => {
    for (const newline of ["\n", "\r\n"]) {
      const lines = [`sep=${delimiter}`, ["id", "a,b;c"].join(delimiter === "," ? "," : delimiter), ""];
      const { names } = await parse(`\uFEFF${lines.join(newline)}`);
      expect(names[0]).toBe("id");
    }
  });

  test("counts as a line", async () => {
    expect(await parse("SEP=;\nid;x\n1;2\n")).toEqual({
      names: ["id", "x"],
      rows: [["1", "2"]],
      lines: [3],
      problems: [],
    });
    expect((await parse("sep=;\nid;id\n")).problems).toEqual([
      'people.csv:2:4 columns 1 and 2 are both named "id"',
    ]);
    expect((await parse("sep=;\nid;x\n1\n")).problems).toEqual([
      "people.csv:3:2 1 field, but the header has 2",
    ]);
  });

  test("gives way to what the config states", async () => {
    expect((await parse("sep=;\nid,x;y\n", ",")).names).toEqual(["id", "x;y"]);
  });

  test("alone is an empty file", async () => {
    for (const text of ["sep=;", "sep=;\n", "sep=;\r\n"])
      expect((await parse(text)).problems).toEqual([
        "people.csv the file is empty; its first line must name the columns",
      ]);
  });

  test("is a header when it is anything else", async () => {
    expect((await parse("sep=,,x\n")).problems).toEqual(["people.csv:1:6 column 2 has no name"]);
    expect((await parse("sep=;a;b\n")).names).toEqual(["sep=", "a", "b"]);
    expect((await parse("sep=\n1\n")).names).toEqual(["sep="]);
  });
});
