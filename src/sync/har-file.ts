import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import type { JsonObject } from "../canonical.ts";
import { UsageError } from "../errors.ts";

/** An HTTP Archive that is written as requests are made, so that it can be read however the run ends. */
export interface HarFile {
  readonly add: (entry: JsonObject) => void;
  readonly close: () => void;
}

const head = '{"log":{"version":"1.2","creator":{"name":"scimsync","version":"1"},"entries":[\n';

/** Begins a HAR 1.2 file, readable by its owner alone, with an entry a line. Throws `UsageError`. */
export function openHarFile(file: string): HarFile {
  const descriptor = open(file);
  let entries = 0;
  writeSync(descriptor, head);
  return {
    add(entry) {
      writeSync(descriptor, `${entries === 0 ? "" : ",\n"}${JSON.stringify(entry)}`);
      entries += 1;
    },
    close() {
      writeSync(descriptor, "\n]}}\n");
      closeSync(descriptor);
      // A run that asked nothing leaves no file in the way of the next.
      if (entries === 0) rmSync(file, { force: true });
    },
  };
}

/** A recording that is there is kept: it may be the evidence somebody wants. */
function open(file: string): number {
  try {
    return openSync(file, "wx", 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" ? "is there already; name another file, or remove it" : message;
    throw new UsageError(`--record ${file}: ${why}`, { cause: error });
  }
}
