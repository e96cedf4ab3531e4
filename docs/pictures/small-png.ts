import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The least important bits of a colour, which are not kept: letters are smoothed in hundreds of greys. */
const kept = 0xf8;
const mostColours = 256;

/**
 * A screenshot in a quarter of its size: with at most 256 colours, each pixel one byte. Takes PNG of 8 bits a channel, RGB
 * or RGBA, not interlaced, as browsers write it.
 */
export function smallPng(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const head = chunks.find(({ type }) => type === "IHDR")?.data ?? Buffer.alloc(13);
  const [width, height, channels] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9] === 6 ? 4 : 3];
  const data = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const pixels = unfiltered(inflateSync(Buffer.concat(data)), width * channels, channels);
  const palette = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * channels;
      rows[y * (width + 1) + 1 + x] = indexOf(palette, pixels, from);
    }
  const header = Buffer.from(head);
  header[9] = 3;
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", paletteOf(palette)),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The place of a colour in the palette; the nearest one when that is full. */
function indexOf(palette: Map<number, number>, pixels: Buffer, at: number): number {
  const [r = 0, g = 0, b = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]].map((value = 0) =>
    value >= kept ? 0xff : value & kept,
  );
  const colour = (r << 16) | (g << 8) | b;
  const known = palette.get(colour);
  if (known !== undefined) return known;
  const index = palette.size < mostColours ? palette.size : nearestTo(palette, [r, g, b]);
  if (palette.size < mostColours) palette.set(colour, index);
  return index;
}

function nearestTo(
  palette: ReadonlyMap<number, number>,
  [r, g, b]: readonly [number, number, number],
): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [colour, index] of palette) {
    const far =
      Math.abs((colour >> 16) - r) + Math.abs(((colour >> 8) & 0xff) - g) + Math.abs((colour & 0xff) - b);
    if (far < least) [best, least] = [index, far];
  }
  return best;
}

function paletteOf(palette: ReadonlyMap<number, number>): Buffer {
  return Buffer.from(
    [...palette.keys()].flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]),
  );
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Rows without the filters of PNG (RFC 2083, section 6), one after another. */
function unfiltered(rows: Buffer, stride: number, channels: number): Buffer {
  const height = rows.length / (stride + 1);
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x >= channels ? (out[at - channels] ?? 0) : 0;
      const above = y > 0 ? (out[at - stride] ?? 0) : 0;
      const corner = y > 0 && x >= channels ? (out[at - stride - channels] ?? 0) : 0;
      const guess =
        filter === 1
          ? left
          : filter === 2
            ? above
            : filter === 3
              ? (left + above) >> 1
              : filter === 4
                ? paeth(left, above, corner)
                : 0;
      out[at] = (rows[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const p = left + above - corner;
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - above), Math.abs(p - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}
