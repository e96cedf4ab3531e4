import { open, type FileHandle } from "node:fs/promises";
import { Composer, LineCounter, Parser, type Document } from "yaml";
import { ConfigError, type Problem } from "../errors.ts";
import { formatPath, positionOf, type Position, type YamlPath } from "./position.ts";
import { forbidHostileNodes, removeForbiddenValues } from "./safety.ts";
import { describeSyntaxError } from "./syntax.ts";
import { type CommentLine, commentLines } from "./comments.ts";
import { firstTooDeep } from "./depth.ts";

/** More than any config a person writes; a larger file is a mistake, such as a source file given as config. */
const MAX_BYTES = 1_048_576;

/** A YAML file of the user's: plain values, and where each of them stands. */
export interface YamlFile {
  /** As the user would type it; used in messages. */
  readonly shownAs: string;
  /** Plain maps, lists, text, numbers, true, false, null. `undefined` for an empty file. */
  readonly value: unknown;
  /** Twofold keys, keys that are refused, numbers that are none. The value is usable beside them. */
  readonly problems: readonly Problem[];
  /** Where the value at `path` stands: its key, or the item of a list; the nearest parent when it is not there. */
  /** With `inside`, the place of that character of the text at `path`. */
  position(path: YamlPath, inside?: number): Position;
  /** The comments that have a line to themselves, by line. Read when asked for. */
  comments(): ReadonlyMap<number, CommentLine>;
}

/**
 * Reads a YAML 1.2 file of at most 1 MB.
 * Throws `ConfigError` with all problems when the file cannot be read or its syntax is broken.
 */
export async function readYamlFile(path: string, shownAs: string): Promise<YamlFile> {
  return parseYamlFile(await readSettings(path, shownAs), shownAs);
}

/** The same for text already at hand. */
export function parseYamlFile(text: string, shownAs: string): YamlFile {
  const lineCounter = new LineCounter();
  const document = parseBounded(text, shownAs, lineCounter);
  const place = (offset: number): Position => positionAt(lineCounter, offset);
  failOnSyntax(document, text, shownAs, place);
  const nodes = forbidHostileNodes(document);
  const fatal = nodes.filter((node) => node.fatal);
  if (fatal.length > 0) {
    throw new ConfigError(fatal.map(({ offset, message }) => ({ file: shownAs, ...place(offset), message })));
  }
  const { value, findings } = removeForbiddenValues(expand(document, shownAs));
  const written = { document, text, place };
  const position = (path: YamlPath, inside?: number): Position => positionOf(written, path, inside);
  return {
    shownAs,
    value: value ?? undefined,
    problems: [
      ...nodes.map(({ offset, message }) => ({ file: shownAs, ...place(offset), message })),
      ...findings.map(({ path, message }) => ({
        file: shownAs,
        ...position(path),
        ...(path.length > 0 && { path: formatPath(path) }),
        message,
      })),
    ],
    position,
    comments: () => commentLines(text),
  };
}

/** Reads a text of at most 1 MB. Throws `ConfigError`. */
export async function readSettings(path: string, shownAs: string): Promise<string> {
  const bytes = await readBytes(path, shownAs);
  if (bytes.length > MAX_BYTES) {
    throw new ConfigError([{ file: shownAs, message: "is larger than 1 MB; a file of settings is not" }]);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError([{ file: shownAs, message: "is not UTF-8; save it as UTF-8" }]);
  }
}

async function readBytes(path: string, shownAs: string): Promise<Buffer> {
  try {
    const handle = await open(path, "r");
    try {
      return await readUpTo(MAX_BYTES + 1, handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new ConfigError([{ file: shownAs, message: describeReadError(error) }]);
  }
}

async function readUpTo(bytes: number, handle: FileHandle): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes);
  let length = 0;
  while (length < bytes) {
    const { bytesRead } = await handle.read(buffer, length, bytes - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** Why a file could not be read, without its content. */
export function describeReadError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EISDIR") return "is a folder; name a file";
  if (code === "EACCES" || code === "EPERM") return "may not be read by this user; check its permissions";
  return `cannot be read (${code})`;
}

function parseBounded(text: string, shownAs: string, lineCounter: LineCounter): Document {
  const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
  const tooDeep = firstTooDeep(tokens);
  if (tooDeep !== undefined) {
    const place = positionAt(lineCounter, tooDeep);
    throw new ConfigError([{ file: shownAs, ...place, message: "lists and maps nest too deeply" }]);
  }
  // uniqueKeys is quadratic in the library; forbidHostileNodes looks for twofold keys itself.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, stringKeys: true });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (document === undefined) throw new ConfigError([{ file: shownAs, message: "cannot be read as YAML" }]);
  if (second === undefined) return document;
  const place = positionAt(lineCounter, second.range[0]);
  throw new ConfigError([
    { file: shownAs, ...place, message: "one file holds one document; take out --- and what follows" },
  ]);
}

/** Plain values. The library counts what aliases of aliases would grow to, and throws. */
function expand(document: Document, shownAs: string): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value;
  } catch {
    throw new ConfigError([
      { file: shownAs, message: "aliases of aliases grow too large; write the values out" },
    ]);
  }
}

/** Of several complaints about one line only the first helps: the others follow from it. */
function failOnSyntax(
  document: Document,
  text: string,
  shownAs: string,
  place: (offset: number) => Position,
): void {
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    file: shownAs,
    ...place(error.pos[0]),
    message: describeSyntaxError(error, text),
  }));
  const first = new Map(problems.toReversed().map((problem) => [problem.line, problem]));
  if (first.size > 0) throw new ConfigError([...first.values()].toSorted((a, b) => a.line - b.line));
}

function positionAt(lineCounter: LineCounter, offset: number): Position {
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
