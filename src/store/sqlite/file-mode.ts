import { statSync } from "node:fs";
import { dirname } from "node:path";
import { StateError } from "../../errors.ts";

const othersWrite = 0o022;
const othersRead = 0o044;
/** In a folder with this bit, such as /tmp, nobody takes away what is not theirs. */
const sticky = 0o1000;

/**
 * Whoever can write to the state file decides who has an account: it is not used when anybody but its owner can.
 * Throws `StateError` with what to type.
 */
export function refuseWritableByOthers(file: string): void {
  for (const part of [file, ...companionsOf(file)]) {
    const mode = modeOf(part);
    if (mode === undefined || (mode & othersWrite) === 0) continue;
    throw new StateError(
      `${part}: others than its owner can write to it (mode ${shown(mode)}), and so decide who has an account; ` +
        `see that it is as you left it, then type: chmod 600 ${quoted(part)}`,
    );
  }
}

/** Who else can read the state file, or put another in its place: for people, with what to type. */
export function privacyWarnings(file: string): readonly string[] {
  const mode = modeOf(file);
  if (mode === undefined) return [];
  const folder = dirname(file);
  const around = modeOf(folder) ?? 0;
  return [
    ...((mode & othersRead) === 0
      ? []
      : [
          `${file}: others than its owner can read it (mode ${shown(mode)}), and it holds data of people; type: chmod 600 ${quoted(file)}`,
        ]),
    ...((around & 0o002) === 0 || (around & sticky) !== 0
      ? []
      : [
          `${folder}: everybody can put another file in place of the state file there (mode ${shown(around)}); type: chmod o-w ${quoted(folder)}`,
        ]),
  ];
}

/** What SQLite keeps beside a database. */
export function companionsOf(file: string): readonly string[] {
  return [`${file}-wal`, `${file}-shm`, `${file}-journal`];
}

/** Undefined when it is not there, or where files have no such modes. */
function modeOf(path: string): number | undefined {
  if (process.platform === "win32") return undefined;
  return statSync(path, { throwIfNoEntry: false })?.mode;
}

function shown(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

/** For a shell. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
