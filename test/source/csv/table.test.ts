import { describe, expect, test } from "vitest";
import { everyCut, parseTable } from "./table-support.ts";

async function problemsOf(text: string | Buffer): Promise<readonly string[]> {
  const bytes = Buffer.from(text);
  const { problems } = await parseTable(bytes);
  for (const chunks of everyCut(bytes)) expect((await parseTable(chunks)).problems).toEqual(problems);
  return problems;
}

async function rowsOf(text: string | Buffer): Promise<readonly (readonly string[])[]> {
  const bytes = Buffer.from(text);
  const { rows, lines, problems } = await parseTable(bytes);
  expect(problems).toEqual([]);
  for (const chunks of everyCut(bytes))
    expect(await parseTable(chunks)).toMatchObject({ rows, lines, problems });
  return rows;
}

describe("what is read", () => {
  test("quotes, doubled quotes, newlines in quotes and empty fields", async () => {
    expect(await rowsOf('id,note\n1,"a ""b"", c"\r\n2,"x\r\ny\n"\n3,\n,""\n')).toEqual([
      ["1", 'a "b", c'],
      ["2", "x\r\ny\n"],
      ["3", ""],
      ["", ""],
    ]);
  });

  test("each row has the line on which it begins", async () => {
    const { lines } = await parseTable(Buffer.from('"id","no\nte"\n1,"x\n\ny"\n\n2,z\n3,"u\nv"\n4,w'));
    expect(lines).toEqual([3, 7, 8, 10]);
  });

  test("a byte order mark is dropped, also in front of a quoted header", async () => {
    const { names } = await parseTable(Buffer.from('\uFEFF"id",mail\n1,x\n'));
    expect(names).toEqual(["id", "mail"]);
    expect(await rowsOf("\uFEFFid,mail\n1,x\n")).toEqual([["1", "x"]]);
  });

  test("a last line without a newline counts when it has all its fields", async () => {
    expect(await rowsOf("id,mail\n1,x")).toEqual([["1", "x"]]);
    expect(await rowsOf("id,mail\n1,")).toEqual([["1", ""]]);
    expect(await rowsOf('id,mail\n1,"x"')).toEqual([["1", "x"]]);
  });

  test("a header alone is a table without rows", async () => {
    for (const text of ["id,mail", "id,mail\n", "id,mail\r\n", "id,mail\n\n\n"]) {
      expect(await parseTable(Buffer.from(text))).toEqual({
        names: ["id", "mail"],
        rows: [],
        lines: [],
        problems: [],
      });
    }
  });

  test("blank lines are passed over where they cannot be records", async () => {
    expect(await rowsOf("id,mail\n\r\n1,x\n\n2,y\n\n\n")).toEqual([
      ["1", "x"],
      ["2", "y"],
    ]);
    expect(await rowsOf('id\n1\n""\n2\n\n\n')).toEqual([["1"], [""], ["2"]]);
  });

  test("characters of every length in UTF-8", async () => {
    expect(await rowsOf("id,näme\nß,Мария 李 😀 \uFFFD\n")).toEqual([["ß", "Мария 李 😀 \uFFFD"]]);
  });

  test("a field of just the longest length, and a quoted one", async () => {
    const long = "x".repeat(4_194_304);
    expect((await parseTable(Buffer.from(`id,note\n1,${long}\n`))).rows).toEqual([["1", long]]);
    const quoted = "y".repeat(4_194_302);
    const chunks = [Buffer.from(`id,note\r\n1,"${quoted}"\r`), Buffer.from("\n")];
    expect(await parseTable(chunks)).toMatchObject({ rows: [["1", quoted]], problems: [] });
  });
});

describe("what is refused", () => {
  test("an empty file", async () => {
    const problem = "people.csv the file is empty; its first line must name the columns";
    expect(await problemsOf("")).toEqual([problem]);
    expect(await problemsOf("\uFEFF")).toEqual([problem]);
  });

  test("a blank first line", async () => {
    expect(await problemsOf("\nid,mail\n1,x\n")).toEqual([
      "people.csv:1:1 a blank line where the header should be",
    ]);
  });

  test("rows too short and too long, all of them", async () => {
    expect(await problemsOf('id,mail\n1\n2,x,y,z\n3,"q\nr"\n4,x,\n')).toEqual([
      "people.csv:2:2 1 field, but the header has 2",
      "people.csv:3:5 4 fields, but the header has 2",
      "people.csv:6:5 3 fields, but the header has 2",
    ]);
  });

  test("a line of spaces is a row, not a blank line", async () => {
    expect(await problemsOf("id,mail\n1,x\n  \n")).toEqual(["people.csv:3:3 1 field, but the header has 2"]);
  });

  test("a file cut in a row", async () => {
    expect(await problemsOf("id,mail,name\n1,x,y\n2,x")).toEqual([
      "people.csv:3:4 2 fields, but the header has 3; the file ends on this line, was it cut short?",
    ]);
  });

  test("a file cut in quotes, at the quote that opened", async () => {
    expect(await problemsOf('id,mail\n1,x\n2,"y\n3,z\n4,u\n')).toEqual([
      "people.csv:3:3 a quote opens here and is never closed; was the file cut short?",
    ]);
    expect(await problemsOf('id,mail\n1,"')).toEqual([
      "people.csv:2:3 a quote opens here and is never closed; was the file cut short?",
    ]);
    expect(await problemsOf('id,mail\n1,"x""')).toEqual([
      "people.csv:2:3 a quote opens here and is never closed; was the file cut short?",
    ]);
  });

  test("a file cut between CR and LF", async () => {
    expect(await problemsOf("id,mail\r\n1,x\r")).toEqual([
      "people.csv:2:4 a carriage return without a newline; lines end in LF or CRLF",
    ]);
  });

  test("lines that end in a carriage return alone", async () => {
    expect(await problemsOf("id,mail\r1,x\r")).toEqual([
      "people.csv:1:8 a carriage return without a newline; lines end in LF or CRLF",
    ]);
    expect(await problemsOf('id,mail\n1,"x"\r2,y\n')).toEqual([
      "people.csv:2:6 a carriage return without a newline; lines end in LF or CRLF",
    ]);
  });

  test("a quote inside a field, and nothing after it is judged", async () => {
    expect(await problemsOf('id,mail\n1\n2,a "b" c\n3\n')).toEqual([
      "people.csv:2:2 1 field, but the header has 2",
      "people.csv:3:5 a quote inside a field that does not begin with one; put the whole field in quotes and double the quote",
    ]);
    expect(await problemsOf('id,mail\n1, "b"\n')).toEqual([
      "people.csv:2:4 a quote inside a field that does not begin with one; put the whole field in quotes and double the quote",
    ]);
  });

  test("text after a closing quote, with the place where the field began", async () => {
    expect(await problemsOf('id,mail\n1,"a"b,c\n')).toEqual([
      "people.csv:2:6 text after the closing quote of the field that begins at 2:3; a quote inside a quoted field is doubled",
    ]);
    expect(await problemsOf('id,mail\n1,"a\n2,"b"\n')).toEqual([
      "people.csv:3:4 text after the closing quote of the field that begins at 2:3; a quote inside a quoted field is doubled",
    ]);
  });

  test("a blank line in a table of one column", async () => {
    expect(await problemsOf("id\n1\n\n\n2\n\n3\n\n")).toEqual([
      'people.csv:3:1 a blank line between records; an empty value in a table of one column is written ""',
      'people.csv:6:1 a blank line between records; an empty value in a table of one column is written ""',
    ]);
  });

  test("bytes that are not UTF-8, at their line and column", async () => {
    const latin1 = Buffer.from('id,mail\n1,"ä\n2 J\xF6rg"\n', "latin1");
    expect(await problemsOf(latin1)).toEqual([
      "people.csv:2:4 the byte 0xE4 is not UTF-8; save the file as UTF-8, or state its encoding, such as windows-1252",
    ]);
    const later = Buffer.concat([
      Buffer.from('id,mail\n3\n1,"ä\n2 J'),
      Buffer.from([0xf6]),
      Buffer.from('rg"\n'),
    ]);
    expect(await problemsOf(later)).toEqual([
      "people.csv:2:2 1 field, but the header has 2",
      "people.csv:4:4 the byte 0xF6 is not UTF-8; save the file as UTF-8, or state its encoding, such as windows-1252",
    ]);
  });

  test("surrogates, overlong forms and code points past the last", async () => {
    for (const bytes of [
      [0xed, 0xa0, 0x80],
      [0xc0, 0xaf],
      [0xf4, 0x90, 0x80, 0x80],
      [0xef, 0xbf, 0x41],
    ]) {
      const [first] = await problemsOf(Buffer.concat([Buffer.from("id,mail\n1,"), Buffer.from(bytes)]));
      expect(first).toMatch(/^people\.csv:2:3 the byte 0x.. is not UTF-8; save the file as UTF-8, or /);
    }
  });

  test("a file cut inside a character", async () => {
    expect(await problemsOf(Buffer.from("id,mail\n1,Jö").subarray(0, -1))).toEqual([
      "people.csv:2:4 the file ends in the middle of a character; was it cut short?",
    ]);
  });

  test("NUL bytes", async () => {
    expect(await problemsOf("id,mail\n1,a\0b\n")).toEqual([
      "people.csv:2:4 a NUL byte, which no text file has; is it UTF-16 or damaged? Save it as UTF-8, or state its encoding",
    ]);
  });

  test("a field too long, whole or in pieces", async () => {
    const problem = "people.csv:2:3 this field is longer than 4,194,304 characters; is a quote not closed?";
    const text = Buffer.from(`id,note\n1,${"x".repeat(4_194_305)}\n2,y\n`);
    expect((await parseTable(text)).problems).toEqual([problem]);
    const quoted = Buffer.from(`id,note\n1,"${"x".repeat(4_194_303)}"\n2,y\n`);
    expect((await parseTable(quoted)).problems).toEqual([problem]);
    const pieces = Array.from({ length: 70 }, () => Buffer.alloc(65_536, "line of text\n"));
    expect((await parseTable([Buffer.from('id,note\n1,"'), ...pieces])).problems).toEqual([problem]);
  });

  test("more columns than any directory has", async () => {
    const { problems } = await parseTable(Buffer.from(`${"a,".repeat(10_001)}\n`));
    expect(problems).toEqual(["people.csv:1:20003 the header has more than 10,000 columns"]);
  });

  test("a row of a million fields is counted, not kept", async () => {
    const { problems } = await parseTable(Buffer.from(`id,mail\n${",".repeat(999_999)}\n`));
    expect(problems).toEqual(["people.csv:2:3 1000000 fields, but the header has 2"]);
  });

  test("twenty problems are told, the rest counted", async () => {
    const problems = await problemsOf(`id,mail\n${"1\n".repeat(25)}`);
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe("people.csv and 5 more");
  });
});
