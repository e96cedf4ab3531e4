import { isUtf8 } from "node:buffer";
import type { Duplex, Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import type { Arrived } from "../connection/exchange.ts";
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

/**
 * Reads the body of an answer; what it unfolds to is held to the limit too. Of an error it gives what can be had, for its
 * status says enough. Throws when the connection broke in the middle of anything else.
 */
export async function readBody(arrived: Arrived, limits: BodyLimits): Promise<AnswerBody> {
  const { status, headers, bytes, end } = arrived;
  if (status >= 400) return { text: await readError(arrived, limits) };
  if (end instanceof Error) throw end;
  if (end === "too_large") return faulty("too_large", `is larger than ${limits.bytes} bytes`);
  if (end === "too_slow") return faulty("too_slow", `took more than ${limits.ms} ms`);
  const encoding = headers["content-encoding"];
  const plain = encoding === undefined ? bytes : await decompress(bytes, encoding, limits);
  if ("reason" in plain) return { text: "", fault: plain };
  if (!isUtf8(plain)) return faulty("charset", `is not in UTF-8${declaredCharset(headers)}`);
  return { text: textOf(plain) };
}

export interface BodyLimits {
  /** Of a good answer. */
  readonly bytes: number;
  /** Milliseconds to unfold it. */
  readonly ms: number;
}

/** What is read of the body of an answer at most. */
export function bytesFor(status: number, limits: BodyLimits): number {
  return status >= 400 ? answerBytes.error : limits.bytes;
}

function faulty(reason: BodyFault["reason"], said: string): AnswerBody {
  return { text: "", fault: { reason, said } };
}

async function readError({ bytes, headers }: Arrived, limits: BodyLimits): Promise<string> {
  const short = { ...limits, bytes: answerBytes.error };
  const plain = await decompress(bytes, headers["content-encoding"], short);
  return "reason" in plain ? "" : textOf(plain);
}

interface Unfolded {
  readonly bytes: Buffer;
  readonly end: Arrived["end"];
}

function collect(unfolding: Readable, limits: BodyLimits): Promise<Unfolded> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => cutOff("too_slow"), limits.ms);
    function settle(end: Unfolded["end"]): void {
      clearTimeout(timer);
      resolve({ bytes: Buffer.concat(chunks), end });
    }
    function cutOff(end: "too_large" | "too_slow"): void {
      settle(end);
      unfolding.destroy();
    }
    unfolding.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limits.bytes) cutOff("too_large");
    });
    unfolding.on("end", () => settle("whole"));
    unfolding.on("error", (error: Error) => settle(error));
    unfolding.on("close", () => settle(new Error("it ended in the middle")));
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
