import { describe, expect, test } from "vitest";
import { readText, refusal } from "./reading.ts";

/** The complaint of a document of users. */
async function complaint(text: string): Promise<string> {
  const lines = await refusal(readText(text));
  return lines.join(" | ").replaceAll("all.json:", "");
}

describe("a document that is not JSON is refused with line and column", () => {
  test.each([
    ['{"users": [{"id": 1}', "1:21 the file ends inside the list that opens at 1:11; was it cut short?"],
    ['{"users": [{"id": 1}]', "1:22 the file ends inside the object that opens at 1:1; was it cut short?"],
    [
      '{"users": [\n {"id": 1},\n {"id": ',
      '3:2 the file ends inside an element of "users" that begins here; was it cut short?',
    ],
    ['{"users": [], "x": "ab', "1:20 a quote opens here and is never closed; was the file cut short?"],
    ['{"users": []}\n}', "2:1 text after the end of the document; is a bracket closed too early?"],
    ['[{"id": 1}]\n[]', "2:1 text after the end of the document; is a bracket closed too early?"],
    ['{"users": [{"id": 1}\n {"id": 2}]}', '2:2 "{" stands where "," or "]" of what opens at 1:11 should be'],
    ['{"users": [{"id": 1},]}', '1:22 "]" stands where an element of what opens at 1:11 should be'],
    ['{"users": [,]}', '1:12 "," stands where an element of what opens at 1:11 should be'],
    ['{"users": [{"id": 1}}', '1:21 "}" stands where "," or "]" of what opens at 1:11 should be'],
    ['{"users": []]', '1:13 "]" stands where "," or "}" of what opens at 1:1 should be'],
    ['{"users": [],}', '1:14 "}" stands where a name in double quotes of what opens at 1:1 should be'],
    ["{users: []}", '1:2 "users" is no JSON value; a text stands in double quotes'],
    ['{"users" []}', '1:10 "[" stands where ":" of what opens at 1:1 should be'],
    ['{"users": [], "a": }', '1:20 "}" stands where a value of what opens at 1:1 should be'],
    ['{"users": [], "a": [1 2]}', '1:23 "2" stands where "," or "]" of what opens at 1:20 should be'],
    ['{"users": [], "a": NaN}', '1:20 "NaN" is no JSON value; a text stands in double quotes'],
    ['{"users": [], "a": 01}', '1:20 "01" is no JSON value; a text stands in double quotes'],
    [`{"users": [], "a": 'x'}`, `1:20 "'x'" is no JSON value; a text stands in double quotes`],
    ['{"users": [], "a": "\\x"}', '1:21 "\\\\x\\"}" is no escape; a backslash itself is written \\\\'],
    [
      '{"users": [], "a": "x\ny"}',
      "1:22 a line ends inside a text; is a quote not closed? A newline is written \\n",
    ],
    ['{"users": [], "a": "\ty"}', "1:21 a control character inside a text; write it as \\u0009"],
    [
      '{"users": [\n{"id": 1,\n "a": [1}]}\n]}',
      '3:9 "}" stands where "," or "]" of what opens at 3:7 should be',
    ],
    ['{"users": [\n{"id": 1,\n "a" 2}\n]}', '3:6 "2" stands where ":" of what opens at 2:1 should be'],
    ['{"users": [\n  {"id": 1, "a": tru}]}', '2:18 "tru" is no JSON value; a text stands in double quotes'],
    ["// people\n[]", '1:1 "//" is no JSON value; a text stands in double quotes'],
    ["5", "1:1 the document is 5, neither a list nor an object"],
    ['"x"', "1:1 the document is a text, neither a list nor an object"],
  ])("%j", async (text, expected) => {
    expect(await complaint(text)).toBe(expected);
  });
});

test("places inside an element are those of the file", async () => {
  const text = '{"users": [\n\n   {"id": 1, "a": {"b": 1 ]}}]}';
  expect(await complaint(text)).toBe('3:27 "]" stands where "," or "}" of what opens at 3:19 should be');
});

test.each(["", " \n\t"])("the empty file %j is refused", async (text) => {
  expect(await complaint(text)).toBe("all.json the file is empty; a list of nobody is written []");
});

test("an element that never ends, or is too long, is not kept", async () => {
  const long = `{"users": [\n{"id": 1, "x": "${"y".repeat(16_800_000)}"}]}`;
  expect(await complaint(long)).toBe(
    '2:1 an element of "users" is longer than 16,777,216 characters; is a bracket or a quote not closed?',
  );
  const deep = `[{"id": 1, "x": ${"[".repeat(101)}${"]".repeat(101)}}]`;
  expect(await complaint(deep)).toBe("1:116 lists and objects nest deeper than 100 levels here");
  const around = `${'{"a":'.repeat(101)}1${"}".repeat(101)}`;
  expect(await complaint(around)).toBe("1:501 lists and objects nest deeper than 100 levels here");
});

test("a wrong bracket is found although the brackets close again only far below", async () => {
  const rows = Array.from({ length: 60_000 }, (_, id) => `{"id": ${id}, "a": [1]}`);
  rows[5] = '{"id": 5, "a": [1}';
  expect(await complaint(`[\n${rows.join(",\n")}\n]`)).toBe(
    '7:18 "}" stands where "," or "]" of what opens at 7:16 should be',
  );
});

describe("elements that are not objects", () => {
  test("are each a problem, and none is skipped", async () => {
    const lines = await refusal(readText('[{"id": 1}, 5,\n "x", null, [\n{"id": 2}], true, -1.5e3]'));
    expect(lines).toEqual([
      "all.json:1:13 an element of the list is 5, not an object",
      "all.json:2:2 an element of the list is a text, not an object",
      "all.json:2:7 an element of the list is null, not an object",
      "all.json:2:13 an element of the list is a list, not an object",
      "all.json:3:13 an element of the list is true, not an object",
      "all.json:3:19 an element of the list is -1500, not an object",
    ]);
  });
});

describe("lists that stand twice, or are none", () => {
  test("are refused, in any case and at any depth", async () => {
    expect(await complaint('{"users": [{"id": 1}],\n "USERS": []}')).toBe(
      '2:2 "users" stands in this document twice',
    );
    const users = { files: ["all.json"], key: "id", at: "data.people" };
    expect(
      await refusal(readText('{"data": {"people": []},\n"data": {"people": [{"id": 1}]}}', { users })),
    ).toEqual([
      'all.json:2:1 "data" stands in this document twice',
      'all.json:2:10 "data.people" stands in this document twice',
    ]);
  });

  test.each([
    ['{"users": {"ann": {"id": 1}}}', '1:11 "users" is an object, not a list'],
    ['{"users": null}', '1:11 "users" is null, not a list'],
    ['{"users": "none"}', '1:11 "users" is a text, not a list'],
  ])("%s", async (text, expected) => {
    expect(await complaint(text)).toContain(expected);
  });
});
