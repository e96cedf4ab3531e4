import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { UsageError } from "../errors.ts";

/** A file that a command makes, written as results come. */
export interface ResultFile {
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** Begins a file, readable by its owner alone; one that is there is kept. `option` names it in messages. Throws `UsageError`. */
export function openResultFile(option: string, file: string): ResultFile {
  const descriptor = open(option, file);
  let pending = "";
  function flush(): void {
    if (pending !== "") writeSync(descriptor, pending);
    pending = "";
  }
  return {
    write(text) {
      pending += text;
      if (pending.length > 65_536) flush();
    },
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}

function open(option: string, file: string): number {
  try {
    return openSync(file, "wx", 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "is there already; name another file, or remove it" : message;
    throw new UsageError(`${option} ${file}: ${why}`, { cause: error });
  }
}

/** Writes a file in place of what is there; whoever reads it meanwhile reads the one before. Throws `UsageError`. */
export async function replaceResultFile(
  option: string,
  file: string,
  texts: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const temporary = `${file}.${process.pid}.part`;
  const out = openResultFile(option, temporary);
  try {
    for await (const text of texts) out.write(text);
    out.close();
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
