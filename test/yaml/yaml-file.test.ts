import { describe, expect, test } from "vitest";
import { parseYamlFile, readYamlFile } from "../../src/yaml/file.ts";
import { ConfigError } from "../../src/errors.ts";
import { folderWith } from "../config/config-file.ts";

function complaint(text: string): string {
  try {
    return parseYamlFile(text, "f.yaml")
      .problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
      .join("\n");
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe("syntax", () => {
  test.each([
    ['a: "x', "f.yaml:1:6 something is not closed or missing here"],
    ["a: [*]", "f.yaml:1:5 a value that begins with * must stand in quotes"],
    ["a: *-team", "f.yaml:1:4 a value that begins with * must stand in quotes"],
    ["a: @x", "f.yaml:1:4 a value that begins with @, ` or % must stand in quotes"],
    ["a:\n\t- b", "f.yaml:2:1 indent with spaces, not with tabs"],
    ["a: { b: ${x.y} }", 'f.yaml:1:10 inside { } or [ ] an expression must stand in quotes: "${…}"'],
    ["a: b: c", 'f.yaml:1:4 a second ": " on one line'],
    ["a: 1\n---\nb: 2", "one file holds one document"],
    ["a: !secret x", "f.yaml:1:4 tags (words that begin with !) are not used here"],
    ["a: .inf", "1:1 is not a number that can be sent"],
  ])("%s", (text, expected) => {
    expect(complaint(text)).toContain(expected);
  });

  test("each broken line is told once, all of them together", () => {
    expect(complaint("a: @x\nb: { c: ${x} }\nd: `y\n").split("\n")).toHaveLength(3);
  });

  test("a byte order mark and CRLF are taken as they come", () => {
    const file = parseYamlFile("\uFEFFa: 1\r\nb:\r\n  - c\r\n", "f.yaml");
    expect(file.value).toEqual({ a: 1, b: ["c"] });
    expect(file.position(["b", 0])).toEqual({ line: 3, column: 5 });
  });
});

describe("positions", () => {
  const file = parseYamlFile("a:\n  b: &x\n    c: 1\n  d: *x\n  1: y\n", "f.yaml");
  test.each([
    [["a", "b", "c"], 3, 5],
    [["a", "d"], 4, 3],
    [["a", "d", "c"], 3, 5],
    [["a", "1"], 5, 3],
    [["a", "nothing", "here"], 1, 1],
    [["a", "b", 0], 2, 3],
  ] as const)("%j stands at %d:%d", (path, line, column) => {
    expect(file.position(path)).toEqual({ line, column });
  });
});

describe("files made to hurt", () => {
  test("keys that reach for a prototype are refused and taken out", () => {
    const text = "a: { __proto__: { polluted: 1 } }\nconstructor: { prototype: { polluted: 1 } }\n";
    const { value, problems } = parseYamlFile(text, "f.yaml");
    expect(new Set(problems.map(({ path }) => path))).toEqual(new Set(["a.__proto__", "constructor"]));
    expect(value).toEqual({ a: {} });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("a bomb of aliases ends in a message", () => {
    const bomb = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"];
    for (let i = 1; i < 12; i++)
      bomb.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(",")}]`,
      );
    expect(complaint(bomb.join("\n"))).toMatch(/aliases/);
    const wide = `a: &a [${"x,".repeat(40_000)}]\nb: [*a,*a,*a,*a]\n`;
    expect(complaint(wide)).toMatch(/more than 100000 values/);
    expect(complaint(`a: &a 1\nb: [${"*a,".repeat(5000)}]`)).toMatch(/more than 100 aliases/);
    expect(complaint("a: &a [*a]")).toMatch(/nests deeper than 64 levels/);
  });

  test.each(["[", "- ", "{a: ", "a: ", "? - "])(
    "%j over and over is refused before the stack is used up",
    (unit) => {
      expect(complaint(unit.repeat(5000))).toMatch(/^f\.yaml:1:\d+ lists and maps nest too deeply$/);
    },
  );

  test("width and many keys end in a message", () => {
    expect(complaint(`a: [${"x,".repeat(101_000)}]`)).toMatch(/more than 100000 values/);
    expect(complaint("a:\n".repeat(60_000))).toMatch(/more than 100000 values/);
    expect(complaint("a:\n".repeat(3))).toBe(
      "2:1 this key stands here a second time; keep one of the two\n3:1 this key stands here a second time; keep one of the two",
    );
  });

  test("size and encoding are checked before anything is parsed", async () => {
    const folder = await folderWith({
      big: "#".repeat(1_048_577),
      latin: Buffer.from([0x61, 0x3a, 0x20, 0xe9]),
    });
    await expect(readYamlFile(`${folder}/big`, "big")).rejects.toThrow(/^big is larger than 1 MB/);
    await expect(readYamlFile(`${folder}/latin`, "latin")).rejects.toThrow(
      /^latin is not UTF-8; save it as UTF-8$/,
    );
    await expect(readYamlFile(folder, "folder")).rejects.toThrow(/^folder is a folder; name a file$/);
  });
});
