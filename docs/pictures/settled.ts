import { hostname } from "node:os";

const instant = "2026-03-03T02:15:04.000Z";

/**
 * What is another one in every run is the same in every picture: instants, ids of runs and accounts, the name of this
 * machine. Each is as long as what it stands for, so that columns stay.
 */
export function settled(text: string): string {
  const ids = new Map<string, string>();
  /** Also of an id that a table cut short. */
  function idFor(id: string): string {
    const [begin = ""] = id.split("-");
    const known = ids.get(begin) ?? `7d3f0c${(0x52 + ids.size).toString(16)}-6a1e-4b0e-9a35-2c1f6e8b4d90`;
    ids.set(begin, known);
    return known.slice(0, id.length);
  }
  return text
    .replaceAll(/\b[\da-f]{8}(?:-[\da-f]{4}){2,3}(?:-[\da-f]{0,12})?/g, idFor)
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, instant)
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "2026-03-03 02:15 UTC")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-([\w-]+)-[\da-z]{6}\b/g, "2026-03-03T02-15-04-$1-k3v8qa")
    .replaceAll(/^( +plan )[\w-]{16}(?=\s)/gm, "$1KqwQMjmWQXSwZBFx")
    .replaceAll(hostname(), "scim.acme.example");
}

/** Text in which what the pace of the machine decides is left out: two pictures that differ in no more say the same. */
export function withoutPace(text: string): string {
  return (
    text
      .replaceAll(/\b[\d,.]+ (?:ms|s|min|h|days)\b/g, "TIME")
      .replaceAll(/\b[\d,.]+\/(?:s|min)\b/g, "RATE")
      .replaceAll(/[█░]+ [\d,]+\/([\d,]+).*/g, "BAR $1")
      .replaceAll(/\b[\d,]+ requests?\b/g, "REQUESTS")
      // Members that stand in one request together depend on who was first.
      .replaceAll(/\b[\d,]+ (GET|POST|PUT|PATCH|DELETE)\b/g, "N $1")
      .replaceAll(/\b[\da-f]{12,}\b/g, "DIGEST")
  );
}
