import { printable } from "../../src/cli/printable.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

/** What a command writes, as a terminal of this width would show it, or a file. */
export async function written(
  show: (terminal: Terminal) => Promise<void> | void,
  columns?: number,
): Promise<string> {
  let text = "";
  await show({
    out: async (more) => void (text += printable(more)),
    note() {},
    progress() {},
    columns,
    paint: (colour, painted) => (columns === undefined ? painted : `<${colour}>${painted}</>`),
    interactive: false,
    environment: {},
  });
  return text;
}
