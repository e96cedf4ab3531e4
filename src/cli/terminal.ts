import { styleText } from "node:util";
import { printable } from "./printable.ts";

/** Where a command reads and writes; the process in life, strings in tests. */
export interface Terminal {
  /** Results. Resolves when more may be written. */
  out(text: string): Promise<void>;
  /** Everything else, a line at a time. */
  note(line: string): void;
  /** Overwrites the line below all others on a terminal; does nothing elsewhere. */
  progress(line: string): void;
  /** Colours a result where colours may be written. */
  paint(colour: Colour, text: string): string;
  /** How many characters go on a line of stdout; undefined when it is no terminal, so that nothing is cut short. */
  readonly columns?: number | undefined;
  /** Whether stderr is a terminal that a person looks at. */
  readonly interactive: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type Colour = "green" | "yellow" | "red" | "dim";

/** Whether colours may be written there: to a terminal that knows them, when nobody has said no (https://no-color.org). */
export function takesColour(
  { isTTY }: { readonly isTTY?: boolean },
  environment: Terminal["environment"],
): boolean {
  return isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}

const clearLine = "\r\u001b[2K";

/** The terminal of the process. A reader that went away ends the output, not the program. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const interactive: boolean = stderr.isTTY;
  const coloured = takesColour(stdout, process.env);
  let shown = false;
  stdout.on("error", ignoreBrokenPipe);
  // A terminal that was closed takes no more words; what is under way is finished all the same.
  stderr.on("error", () => {});
  function clear(): void {
    if (shown) stderr.write(clearLine);
    shown = false;
  }
  return {
    interactive,
    // A terminal without a size says 0.
    columns: stdout.isTTY ? stdout.columns || 80 : undefined,
    paint: (colour, text) => (coloured ? styleText(colour, text) : text),
    environment: process.env,
    out(text) {
      clear();
      return new Promise(
        (resolve) =>
          void (stdout.write(printable(text, coloured)) ? resolve() : stdout.once("drain", resolve)),
      );
    },
    note(line) {
      clear();
      stderr.write(`${printable(line)}\n`);
    },
    progress(line) {
      if (!interactive) return;
      // A terminal without a size says 0.
      const width = (stderr.columns || 80) - 1;
      stderr.write(clearLine + printable(line).slice(0, width));
      shown = line !== "";
    },
  };
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  // The terminal was closed; SIGHUP ends the run in good order.
  if (error.code === "EIO") return;
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
}
