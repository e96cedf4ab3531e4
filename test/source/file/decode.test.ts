import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBytes } from "../../../src/source/file/decode.ts";
import type { Encoding } from "../../../src/source/file/file-options.ts";

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const shared = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    piece.copy(shared);
    // As when a file is read: each piece is overwritten by the next.
    yield await Promise.resolve(shared.subarray(0, piece.length));
  }
}

async function decode(bytes: Buffer, stated?: Encoding, size = 65_536) {
  let text = "";
  for await (const piece of decodeBytes(inPieces(bytes, size), stated)) {
    text += piece.text;
    if (piece.fault !== undefined) return { text, fault: piece.fault };
  }
  return { text };
}

/** The same for pieces of many sizes. */
async function decodeEach(bytes: Buffer, stated?: Encoding) {
  const whole = await decode(bytes, stated);
  for (const size of [1, 2, 3, 5, 64]) expect(await decode(bytes, stated, size)).toEqual(whole);
  return whole;
}

const sample = "id,näme\n1,Мария 李 😀 é\n";
const utf16 = { little: Buffer.from(sample, "utf16le"), big: Buffer.from(sample, "utf16le").swap16() };

describe("UTF-16", () => {
  test.each([
    ["little endian by its mark", [0xff, 0xfe], utf16.little],
    ["big endian by its mark", [0xfe, 0xff], utf16.big],
  ])("%s, stated or not", async (_, mark, bytes) => {
    const marked = Buffer.concat([Buffer.from(mark), bytes]);
    for (const stated of [undefined, "utf-16", "utf-8", "latin1"] as const)
      expect(await decodeEach(marked, stated)).toEqual({ text: sample });
  });

  test("stated without a mark is looked at for where the zeros stand", async () => {
    expect(await decodeEach(utf16.little, "utf-16")).toEqual({ text: sample });
    expect(await decodeEach(utf16.big, "utf-16")).toEqual({ text: sample });
    expect(await decodeEach(Buffer.from("李明", "utf16le"), "utf-16")).toEqual({ text: "李明" });
  });

  test("half a pair is a fault, wherever it stands", async () => {
    const fault = "half of a surrogate pair without the other half; is the file damaged, or not UTF-16?";
    for (const text of ["a\uD83Db", "a\uDE00b", "a\uD83D\uD83D\uDE00"])
      expect(await decodeEach(Buffer.from(text, "utf16le"), "utf-16")).toEqual({ text: "a", fault });
  });

  test("a file cut inside a character", async () => {
    const fault = "the file ends in the middle of a character; was it cut short?";
    const bytes = Buffer.from("ab😀", "utf16le");
    for (const cut of [1, 2, 3])
      expect(await decodeEach(bytes.subarray(0, -cut), "utf-16")).toEqual({ text: "ab", fault });
  });

  test("a NUL", async () => {
    const fault = "a NUL, which no text file has; is the file damaged, or not UTF-16?";
    expect(await decodeEach(Buffer.from("ab\0c\uD83D", "utf16le"), "utf-16")).toEqual({ text: "ab", fault });
  });
});

describe("UTF-8", () => {
  test("loses its mark, and is UTF-8 whatever is stated", async () => {
    for (const stated of [undefined, "utf-8", "utf-16", "latin1", "windows-1252"] as const)
      expect(await decodeEach(Buffer.from(`\uFEFF${sample}`), stated)).toEqual({ text: sample });
  });

  test("keeps a mark that stands elsewhere", async () => {
    expect(await decodeEach(Buffer.from("a\uFEFFb"))).toEqual({ text: "a\uFEFFb" });
    expect(await decodeEach(Buffer.from("\uFEFF\uFEFFb"))).toEqual({ text: "\uFEFFb" });
  });

  test("that is something else says what to do", async () => {
    expect(await decode(Buffer.from("J\xF6rg", "latin1"))).toEqual({
      text: "J",
      fault:
        "the byte 0xF6 is not UTF-8; save the file as UTF-8, or state its encoding, such as windows-1252",
    });
  });
});

describe("one byte a character", () => {
  const all = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));

  test("latin1 is the character of that number", async () => {
    const { text } = await decodeEach(all, "latin1");
    expect(Array.from(text, (char) => char.codePointAt(0))).toEqual([...all]);
  });

  // As https://encoding.spec.whatwg.org/index-windows-1252.txt has it; TextDecoder of some Node.js 20 does not.
  const upper = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

  test("windows-1252 differs from 0x80 to 0x9F, where five bytes have no character", async () => {
    for (const [index, char] of Array.from(upper).entries()) {
      const byte = 0x80 + index;
      const bytes = Buffer.from([0x41, 0xe4, byte, 0x42]);
      const hex = byte.toString(16).toUpperCase();
      const fault = `the byte 0x${hex} is no character of windows-1252; is the file in another encoding?`;
      expect(await decodeEach(bytes, "windows-1252")).toEqual(
        char === " " ? { text: "Aä", fault } : { text: `Aä${char}B` },
      );
    }
    const others = all.filter((byte) => byte < 0x80 || byte > 0x9f);
    expect(await decodeEach(Buffer.from(others), "windows-1252")).toEqual({
      text: Buffer.from(others).toString("latin1"),
    });
  });

  test.each(["latin1", "windows-1252"] as const)("%s has no NUL", async (stated) => {
    expect(await decodeEach(Buffer.from("ab\0\x81c", "latin1"), stated)).toEqual({
      text: "ab",
      fault: "a NUL byte, which no text file has; is it UTF-16 or damaged?",
    });
  });
});

test("what is encoded decodes, whatever the cuts", async () => {
  const text = fc.string({ unit: "binary", maxLength: 60 }).filter((text) => !/^\uFEFF|\0/.test(text));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), fc.boolean(), async (text, size, big) => {
      expect(await decode(Buffer.from(text), "utf-8", size)).toEqual({ text });
      const bytes = Buffer.from(`\uFEFF${text}`, "utf16le");
      expect(await decode(big ? bytes.swap16() : bytes, undefined, size)).toEqual({ text });
    }),
    { numRuns: 300 },
  );
});

test("no bytes are no text", async () => {
  for (const stated of [undefined, "utf-16", "latin1"] as const)
    expect(await decode(Buffer.alloc(0), stated)).toEqual({ text: "" });
});
