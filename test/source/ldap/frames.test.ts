import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LdapFault } from "../../../src/source/ldap/fault.ts";
import { FrameCutter } from "../../../src/source/ldap/frames.ts";

/** A message of `size` bytes of content, with its length in the short form, or in `lengthBytes`. */
function frame(size: number, lengthBytes: number): Buffer {
  const short = size < 0x80 && lengthBytes === 0;
  const length = Buffer.alloc(lengthBytes === 0 ? 2 : lengthBytes);
  length.writeUIntBE(size, 0, length.length);
  const header = short
    ? Buffer.from([0x30, size])
    : Buffer.concat([Buffer.from([0x30, 0x80 + length.length]), length]);
  return Buffer.concat([header, Buffer.alloc(size, size)]);
}

test("messages come out whole however the bytes were cut", () => {
  const frames = fc.array(fc.tuple(fc.nat({ max: 300 }), fc.constantFrom(0, 2, 3, 4)), { maxLength: 8 });
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 400 })), (sizes, cuts) => {
      const sent = sizes.map(([size, lengthBytes]) => frame(size, lengthBytes));
      const cutter = new FrameCutter();
      const received: Buffer[] = [];
      let rest = Buffer.concat(sent);
      for (const cut of [...cuts, Number.MAX_SAFE_INTEGER]) {
        received.push(...cutter.push(rest.subarray(0, cut)));
        rest = rest.subarray(cut);
      }
      expect(received).toEqual(sent);
      expect(cutter.empty).toBe(true);
    }),
  );
});

test("a large message in many chunks is copied once", () => {
  const sent = frame(20_000_000, 4);
  const cutter = new FrameCutter();
  const received: Buffer[] = [];
  const start = performance.now();
  for (let at = 0; at < sent.length; at += 1000) received.push(...cutter.push(sent.subarray(at, at + 1000)));
  expect(received.map(({ length }) => length)).toEqual([sent.length]);
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each([
  ["another tag", [0x15, 3, 1]],
  ["an indefinite length", [0x30, 0x80]],
  ["a length of five bytes", [0x30, 0x85, 0]],
  ["a length beyond all sense", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]],
])("%s is refused", (_, bytes) => {
  expect(() => new FrameCutter().push(Buffer.from(bytes))).toThrow(LdapFault);
});
