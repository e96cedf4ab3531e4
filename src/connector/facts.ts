import { isJsonObject, type Json } from "../canonical.ts";
import type { Problem } from "../errors.ts";
import { type CommentLine, commentsAbove } from "../yaml/comments.ts";
import { formatPath, type YamlPath } from "../yaml/position.ts";
import type { ProfileFile } from "./profile-file.ts";
import { isSource, readRemarks, type Remarks, type Source } from "./source-line.ts";

/** Something that a profile file says of a service, and where that is known from. */
export interface Fact {
  readonly path: YamlPath;
  readonly value: Json;
  /** Of its key or list item, 1-based. */
  readonly line: number;
  /** What the comment above it says besides. */
  readonly prose: string;
  /** Its own, or those of the nearest parent that has some; of a map or a list, also those of what is in it. */
  readonly sources: readonly Source[];
}

/** What the comments of a profile file tell. */
export interface FactsRead {
  readonly facts: readonly Fact[];
  /** Facts without a source. */
  readonly unsourced: readonly Problem[];
  /** Sources that cannot be read, or belong to nothing. */
  readonly problems: readonly Problem[];
}

/** Maps and lists whose parts are facts of their own, as dotted paths; `*` is any one key. */
const CONTAINERS = [
  /^$/,
  /^(?:endpoint|auth|users|deactivate|groups|reads|matching|pacing|bulk|guide)$/,
  /^endpoint\.(?:paths|vars)$/,
  /^pacing\.(?:retryAfter|quota)$/,
  /^deactivate\.refusals$/,
  /^guide\.\w+$/,
  /^defaults(?:\.(?:users|groups|limits|guard|assign))?$/,
  /^defaults\.(?:users|groups)\.attributes(?:\.urn:.*)?$/,
];

/** No facts about a service: how the file is made, what we chose, and what is a source itself. */
const UNSOURCED = /^(?:version|extends|title|auth\.variable|guide\.docs\[\d+\])$/;

/** The facts of a profile file in the order of the schema. */
export function readFacts(file: ProfileFile): FactsRead {
  const reader = startReading(file);
  const facts = partsOf(file.written).flatMap(([key, value]) => factsAt(reader, value, [key], [], 0));
  const bare = facts.flatMap(({ bare }) => bare.slice(0, 1));
  const lost = [...reader.comments.values()].filter(
    (comment) => isSource(comment) && !reader.used.has(comment.line),
  );
  return {
    facts: facts.map(({ fact }) => fact),
    unsourced: bare.map((path) => problemAt(file, path, NO_SOURCE)),
    problems: [
      ...reader.problems,
      ...lost.map(({ line }) => ({ file: file.yaml.shownAs, line, message: LOST_SOURCE })),
    ],
  };
}

const NO_SOURCE = "has no source; write # source: [vendor] https://… on the line above it";
const LOST_SOURCE = "this source belongs to nothing; write it on the line above a key or an item of a list";

interface Reader {
  readonly file: ProfileFile;
  readonly comments: ReadonlyMap<number, CommentLine>;
  /** Lines of comments that stand above something. */
  readonly used: Set<number>;
  readonly problems: Problem[];
}

function startReading(file: ProfileFile): Reader {
  return { file, comments: file.yaml.comments(), used: new Set(), problems: [] };
}

function problemAt({ yaml }: ProfileFile, path: YamlPath, message: string): Problem {
  return { file: yaml.shownAs, ...yaml.position(path), path: formatPath(path), message };
}

/** What stands above `path`, where that is not also above its parent, which begins on the line `outer`. */
function remarksAt({ file, comments, used, problems }: Reader, path: YamlPath, outer: number): Remarks {
  const { line } = file.yaml.position(path);
  const above = line === outer ? [] : commentsAbove(comments, line);
  for (const comment of above) used.add(comment.line);
  const remarks = readRemarks(above);
  for (const { line, message } of remarks.complaints)
    problems.push({ file: file.yaml.shownAs, line, path: formatPath(path), message });
  return remarks;
}

interface Found {
  readonly fact: Fact;
  /** Its parts without a source. */
  readonly bare: readonly YamlPath[];
}

function factsAt(
  reader: Reader,
  value: Json,
  path: YamlPath,
  inherited: readonly Source[],
  outer: number,
): readonly Found[] {
  const { line } = reader.file.yaml.position(path);
  const { prose, sources } = remarksAt(reader, path, outer);
  const held = sources.length > 0 ? sources : inherited;
  const parts = partsOf(value);
  if (parts.length > 0 && isContainer(path))
    return parts.flatMap(([key, part]) => factsAt(reader, part, [...path, key], held, line));
  const leaves = leavesOf(reader, value, path, held, line);
  const all = [...sources, ...leaves.flatMap((leaf) => leaf.sources)];
  const bare = leaves.filter((leaf) => leaf.sources.length === 0 && needsSource(leaf));
  return [{ fact: { path, value, line, prose, sources: distinct(all) }, bare: bare.map(({ path }) => path) }];
}

interface Leaf {
  readonly path: YamlPath;
  readonly value: Json;
  readonly sources: readonly Source[];
}

/** The innermost parts of one fact, each of which needs a source where the whole has none. */
function leavesOf(
  reader: Reader,
  value: Json,
  path: YamlPath,
  held: readonly Source[],
  line: number,
): readonly Leaf[] {
  const parts = partsOf(value);
  if (parts.length === 0) return [{ path, value, sources: held }];
  return parts.flatMap(([key, part]) => {
    const place = [...path, key];
    const { sources } = remarksAt(reader, place, line);
    const own = reader.file.yaml.position(place).line;
    return leavesOf(reader, part, place, sources.length > 0 ? sources : held, own);
  });
}

function partsOf(value: Json): readonly (readonly [string | number, Json])[] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
  return isJsonObject(value) ? Object.entries(value) : [];
}

function isContainer(path: YamlPath): boolean {
  const place = formatPath(path);
  return CONTAINERS.some((container) => container.test(place));
}

function needsSource({ path, value }: Leaf): boolean {
  return value !== "unknown" && !UNSOURCED.test(formatPath(path));
}

function distinct(sources: readonly Source[]): readonly Source[] {
  if (sources.length < 2) return sources;
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}
