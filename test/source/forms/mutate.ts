/** Numbers below `limit`, the same for the same seed (mulberry32). */
export function numbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const special = [
  '"',
  ",",
  "\n",
  "\r",
  "\r\n",
  ":",
  "::",
  "\\",
  "{",
  "}",
  "[",
  "]",
  "\u0000",
  " ",
  "dn: ",
  "=",
  "-",
];
const bytes = [0x00, 0x22, 0x0a, 0x0d, 0x80, 0xc3, 0xff, 0xfe, 0xef, 0x7b, 0x5d];

/** Damages a text as disks, editors and hurried scripts do: one to four times. */
export function mutate(text: Buffer, below: (limit: number) => number): Buffer {
  let damaged = text;
  for (let times = below(4); times >= 0; times -= 1) damaged = damage(damaged, below);
  return damaged;
}

function damage(text: Buffer, below: (limit: number) => number): Buffer {
  const at = below(text.length + 1);
  const length = below(below(2) === 0 ? 8 : 200);
  const before = text.subarray(0, at);
  const after = text.subarray(at);
  switch (below(8)) {
    case 0:
      return Buffer.from(before);
    case 1:
      return Buffer.concat([before, text.subarray(Math.min(text.length, at + length))]);
    case 2:
      return Buffer.concat([before, text.subarray(Math.max(0, at - length), at), after]);
    case 3:
      return Buffer.concat([before, Buffer.from(special[below(special.length)] ?? ""), after]);
    case 4:
      return Buffer.concat([before, Buffer.from([bytes[below(bytes.length)] ?? 0]), after]);
    case 5:
      return flipped(text, at, below(256));
    case 6:
      return swappedLines(text, below);
    default:
      return Buffer.concat([before, after.subarray(0, length), after]);
  }
}

function flipped(text: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(text);
  if (copy.length > 0) copy[at % copy.length] = byte;
  return copy;
}

function swappedLines(text: Buffer, below: (limit: number) => number): Buffer {
  const lines = text.toString("latin1").split("\n");
  const [one, other] = [below(lines.length), below(lines.length)];
  [lines[one], lines[other]] = [lines[other] ?? "", lines[one] ?? ""];
  return Buffer.from(lines.join("\n"), "latin1");
}
