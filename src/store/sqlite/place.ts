import { statSync } from "node:fs";
import { StateError } from "../../errors.ts";
import type { Lock } from "../lock.ts";

/** Of a file itself, whatever its name; undefined when there is none of this name. */
export function placeOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? undefined : `${found.dev} ${found.ino}`;
}

/** A lock on a file that was put aside since it was opened keeps nobody away: it is given back, and `StateError` thrown. */
export function refuseReplaced(file: string, place: string | undefined, lock: Lock): Lock {
  if (placeOf(file) === place) return lock;
  lock.release();
  throw new StateError(
    `${file}: another file was put in its place just now (by \`scimsync state encrypt\`, or a backup); type the same again`,
  );
}
