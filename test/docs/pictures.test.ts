import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { untilDone } from "../../docs/pictures/pseudo-terminal.ts";
import { pictureFiles, scenes } from "../../docs/pictures/scenes.ts";
import { screenAfter } from "../../docs/pictures/screen.ts";
import { settled, withoutPace } from "../../docs/pictures/settled.ts";
import { smallPng } from "../../docs/pictures/small-png.ts";
import { terminalSvg } from "../../docs/pictures/terminal-svg.ts";
import { complaintAbout } from "../support/command-lines.ts";

const root = new URL("../../", import.meta.url);
const docs = (readdirSync(new URL("docs/", root), { recursive: true }) as string[])
  .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
  .map((name) => `docs/${name}`);
const pages = ["README.md", ...docs];

/** `![what it shows](path)`, and the tags of HTML that stand for it. */
const named = /!\[([^\]]*)\]\(([^)\s]+)\)|<img [^>]*?src="([^"]+)"[^>]*>|<source [^>]*?srcset="([^"]+)"/g;

function picturesIn(page: string): readonly { readonly file: string; readonly alt: string | undefined }[] {
  const text = readFileSync(new URL(page, root), "utf8");
  return [...text.matchAll(named)].map(([tag, alt, path, source, set]) => {
    const file = path ?? source ?? set ?? "";
    const said = set !== undefined ? undefined : (alt ?? /alt="([^"]*)"/.exec(tag)?.[1] ?? "");
    return { file: new URL(file, new URL(page, root)).href, alt: said };
  });
}

/** By hand. */
const drawn = ["life-of-an-account.svg"];

const there = readdirSync(new URL("docs/pictures/", root)).filter((name) => /\.(?:svg|png)$/.test(name));

test("every picture that pages name is there, and says what it shows", () => {
  for (const page of pages)
    for (const { file, alt } of picturesIn(page)) {
      if (!file.startsWith("file:")) continue;
      expect(() => statSync(new URL(file)), `${page}: ${file}`).not.toThrow();
      if (alt !== undefined) expect(alt.length, `${page}: ${file}`).toBeGreaterThan(20);
    }
});

test("every picture is named by a page, is made by the script, and is small", () => {
  const used = new Set(pages.flatMap(picturesIn).map(({ file }) => basename(new URL(file).pathname)));
  expect(there.filter((name) => !used.has(name))).toEqual([]);
  expect(there.toSorted()).toEqual([...pictureFiles(), ...drawn].toSorted());
  const sizes = there.map((name) => statSync(new URL(`docs/pictures/${name}`, root)).size);
  expect(Math.max(...sizes)).toBeLessThan(60_000);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
});

test("no picture tells of the machine that it was made on", () => {
  for (const name of there.filter((name) => name.endsWith(".svg"))) {
    const text = readFileSync(new URL(`docs/pictures/${name}`, root), "utf8").replaceAll(/<[^>]*>/g, "");
    expect(text, name).not.toMatch(/\/(?:tmp|work|home|root)\//);
  }
});

test.each(scenes.map(({ command }) => command))(
  "scimsync %s, of which there is a picture, exists",
  (command) => {
    expect(complaintAbout(command)).toBeUndefined();
  },
);

test("a screen shows what a terminal would: colours, a line that is written anew, one that is too long", () => {
  const output = "reading\r\u001b[2K\u001b[32m+ ann\u001b[39m ok\r\n日本 x\r\n1234567890\r\n";
  const lines = screenAfter(output, 8);
  expect(lines.map((spans) => spans.map(({ text, at, look }) => [at, text, look]))).toEqual([
    [
      [0, "+ ann", "green"],
      [5, " ok", undefined],
    ],
    [
      [0, "日本", undefined],
      [4, " x", undefined],
    ],
    [[0, "12345678", undefined]],
    [[0, "90", undefined]],
    [],
  ]);
  expect(terminalSvg(lines, 8)).toContain('<tspan class="green" x="16" textLength="39">+ ann</tspan>');
});

test("a moment of the progress is found by how much is done", () => {
  const output =
    "\r\u001b[2Kapp ██ 100/1,000\r\u001b[2Kapp ██ 600/1,000\r\u001b[2Kapp ██ 700/1,000\r\u001b[2K";
  expect(untilDone(output, 0.5)).toMatch(/600\/1,000$/);
  expect(() => untilDone(output, 0.9)).toThrow("never came so far");
});

test("a picture is as before when only times, paces and ids are others", () => {
  const one = "run 2026-11-23T04-33-11-acme-app-x1y2z3 at 2026-11-23T04:33:11.123Z: 7 requests, 1.2 s, 68/s";
  const other =
    "run 2026-12-01T14-03-01-acme-app-abcdef at 2026-12-01T14:03:01.000Z: 9 requests, 0.4 s, 71/s";
  expect(settled(one)).not.toContain("2026-11-23");
  expect(withoutPace(settled(one))).toBe(withoutPace(settled(other)));
  expect(withoutPace("3 users")).not.toBe(withoutPace("4 users"));
});

test("a screenshot keeps its pixels with a palette", () => {
  const [red, grey] = [
    [255, 0, 0],
    [120, 120, 120],
  ] as const;
  const small = smallPng(
    pngOf([
      [red, red, grey],
      [grey, red, red],
    ]),
  );
  expect(small.subarray(0, 8)).toEqual(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"));
  const rows = inflateSync(small.subarray(small.indexOf("IDAT") + 4));
  expect([...rows]).toEqual([0, 0, 0, 1, 0, 1, 0, 0]);
});

/** An RGB picture whose second row is told by what it differs from the first. */
function pngOf([first = [], second = []]: readonly (readonly (readonly [
  number,
  number,
  number,
])[])[]): Buffer {
  const head = Buffer.from([0, 0, 0, first.length, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
  const [above, below] = [first.flat(), second.flat()];
  const rows = Buffer.from([0, ...above, 2, ...below.map((value, at) => (value - above[at]!) & 0xff)]);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Without its sum, which nobody looks at. */
function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
}
