import { fingerprint } from "../../canonical.ts";
import { checkAge, checkCounts } from "../../directory/completeness.ts";
import type { SourceShare } from "../../directory/source-tally.ts";
import { SourceError } from "../../errors.ts";
import type { Reading } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import { type Acceptance, expectedOf, refuseUnmet } from "./acceptance.ts";
import { isDue, readDirectory } from "./read-directory.ts";

/**
 * Brings the copy of the directory up to date. Files byte-identical to those of the last good read are not parsed.
 * Throws `SourceError`, and leaves the copy as it was, when the read is not whole.
 */
export async function acceptSource(acceptance: Acceptance, store: Store): Promise<Reading> {
  const found = await fingerprintOf(acceptance);
  const last = readingOf(found, acceptance, store);
  if (last !== undefined) return last;
  return store.transaction(async () => {
    const reading = await readDirectory(acceptance, store, found);
    // What was digested and what was read must be the same files, and each pass over them must have met the same.
    if ((await fingerprintOf(acceptance)) !== found) throw changedMeanwhile();
    store.directory.addReading(reading);
    return reading;
  });
}

/** The last good read, when it was of the files as they are now. */
export async function currentReading(acceptance: Acceptance, store: Store): Promise<Reading | undefined> {
  return readingOf(await fingerprintOf(acceptance), acceptance, store);
}

function readingOf(fingerprint: string, acceptance: Acceptance, store: Store): Reading | undefined {
  const last = store.directory.lastReading();
  if (last?.fingerprint !== fingerprint || isDue(last.dynamicGroups, acceptance.now)) return undefined;
  checkAgain(acceptance, last);
  return last;
}

async function fingerprintOf(acceptance: Acceptance): Promise<string> {
  const { sources, merge, dynamicGroups, now } = acceptance;
  const parts = [JSON.stringify(merge ?? null), dynamicGroups.fingerprint];
  for (const expected of sources) {
    const files = await expected.source.files();
    refuseUnmet(acceptance, checkAge(files, expectedOf(expected, acceptance), now));
    parts.push(expected.definition, ...files.map(({ file, sha256 }) => `${file} ${sha256}`));
  }
  return fingerprint(parts.join("\n"));
}

/** Expectations may have changed since the last read although the files did not. */
function checkAgain(acceptance: Acceptance, last: Reading): void {
  const problems = acceptance.sources.flatMap((source) => {
    const { users = 0, groups = 0 } = last.sources.find(({ name }) => name === source.name) ?? {};
    return checkCounts(unchanged(users), unchanged(groups), expectedOf(source, acceptance));
  });
  refuseUnmet(acceptance, problems);
}

function unchanged(records: number): SourceShare {
  return { now: records, before: records, gone: 0 };
}

function changedMeanwhile(): SourceError {
  return new SourceError([
    { message: "the source changed while it was read; run again when the export is done" },
  ]);
}
