import { isUtf8 } from "node:buffer";
import type { Duplex, Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import { answerBytes } from "./answer-limits.ts";

/** Why the body of an answer cannot be read, although it came. */
export interface BodyFault {
  readonly reason: "too_large" | "too_slow" | "encoding" | "charset";
  /** For messages, such as `is larger than 4194304 bytes`. */
  readonly said: string;
}

export interface AnswerBody {
  readonly text: string;
  readonly fault?: BodyFault;
}

/** An answer whose headers have come. */
export interface Arriving {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

export interface BodyLimits {
  readonly bytes: number;
  /** Milliseconds from the headers to the end. */
  readonly ms: number;
}

/**
 * Reads the body of an answer, bounded in size and time. Of an error it gives what can be had, for its status says
 * enough. Rejects when the connection breaks in the middle of anything else.
 */
export async function readBody(arriving: Arriving, limits: BodyLimits): Promise<AnswerBody> {
  if (arriving.status >= 400) return { text: await readError(arriving, limits) };
  const { bytes, end } = await collect(arriving.body, limits);
  if (end instanceof Error) throw end;
  if (end === "too_large") return faulty("too_large", `is larger than ${limits.bytes} bytes`);
  if (end === "too_slow") return faulty("too_slow", `took more than ${limits.ms} ms`);
  const plain = await decompress(bytes, arriving.headers["content-encoding"], limits);
  if ("reason" in plain) return { text: "", fault: plain };
  if (!isUtf8(plain)) return faulty("charset", `is not in UTF-8${declaredCharset(arriving.headers)}`);
  return { text: textOf(plain) };
}

function faulty(reason: BodyFault["reason"], said: string): AnswerBody {
  return { text: "", fault: { reason, said } };
}

async function readError({ body, headers }: Arriving, limits: BodyLimits): Promise<string> {
  const short = { ...limits, bytes: answerBytes.error };
  const { bytes } = await collect(body, short);
  const plain = await decompress(bytes, headers["content-encoding"], short);
  return "reason" in plain ? "" : textOf(plain);
}

interface Collected {
  readonly bytes: Buffer;
  readonly end: "whole" | "too_large" | "too_slow" | Error;
}

/** Events cost half of what iteration does, and this runs once a request. */
function collect(body: Readable, limits: BodyLimits): Promise<Collected> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => cutOff("too_slow"), limits.ms);
    function settle(end: Collected["end"]): void {
      clearTimeout(timer);
      resolve({ bytes: chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks), end });
    }
    /** Ends the connection too, or the rest would still come. */
    function cutOff(end: "too_large" | "too_slow"): void {
      settle(end);
      body.destroy();
    }
    body.on("data", (chunk: Buffer) => {
      const room = limits.bytes - size;
      size += chunk.length;
      if (room > 0) chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      if (size > limits.bytes) cutOff("too_large");
    });
    body.on("end", () => settle("whole"));
    body.on("error", (error: Error) => settle(error));
    body.on("close", () => settle(new Error("the connection was closed in the middle of the answer")));
  });
}

/** Large pieces: each one is a way to another thread and back. */
const chunkSize = 256 * 1024;

const decompressors: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createUnzip({ chunkSize }),
  "x-gzip": () => createUnzip({ chunkSize }),
  deflate: () => createUnzip({ chunkSize }),
  br: () => createBrotliDecompress({ chunkSize }),
};

/**
 * We do not ask for compression, and providers may compress all the same (RFC 9110 §12.5.3). What comes out is held to
 * the limits that hold for what comes in.
 */
async function decompress(
  bytes: Buffer,
  encoding: string | undefined,
  limits: BodyLimits,
): Promise<Buffer | BodyFault> {
  const name = encoding?.trim().toLowerCase() ?? "";
  if (name === "" || name === "identity" || bytes.length === 0) return bytes;
  const open = Object.hasOwn(decompressors, name) ? decompressors[name] : undefined;
  if (open === undefined)
    return { reason: "encoding", said: `is compressed in a way that is not known: ${name.slice(0, 60)}` };
  const stream = open();
  stream.end(bytes);
  const { bytes: plain, end } = await collect(stream, limits);
  if (end === "whole") return plain;
  if (end === "too_large") return { reason: end, said: `unfolds to more than ${limits.bytes} bytes` };
  if (end === "too_slow") return { reason: end, said: `took more than ${limits.ms} ms to unfold` };
  return { reason: "encoding", said: `says it is compressed by ${name}, and is not` };
}

/** JSON is in UTF-8 (RFC 8259 §8.1), whatever a header says; many a server names another that it does not use. */
function declaredCharset(headers: Readonly<Record<string, string>>): string {
  const [, charset] = /charset=\s*"?([\w.:-]{1,40})/i.exec(headers["content-type"] ?? "") ?? [];
  return charset === undefined || /^utf-?8$/i.test(charset) ? "" : ` but ${charset}`;
}

const byteOrderMark = "\uFEFF";

function textOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}
