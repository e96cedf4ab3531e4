import { readFileSync } from "node:fs";

/** What a page of docs/guides has its reader do, in order. */
export type Step =
  | { readonly kind: "file"; readonly section: string; readonly name: string; readonly text: string }
  /** A change of files by the reader: `sed -i …`, `rm …`. */
  | { readonly kind: "edit"; readonly section: string; readonly line: string }
  | {
      readonly kind: "command";
      readonly section: string;
      readonly line: string;
      readonly exitCode: number;
      /** Lines of its output that the page shows; `…` stands for any text. */
      readonly shown: readonly string[];
    };

const fence = /^```(\w*)\n(.*?)^```$/gms;
const command = /^(?:\$ )?scimsync (.+)$/;

/** The page as it is written, and its steps. */
export interface Page {
  readonly text: string;
  readonly steps: readonly Step[];
  /** Commands that stand in its sentences and tables. */
  readonly mentioned: readonly string[];
}

/**
 * Reads `docs/guides/NAME.md`, or another page named from there. A block below a paragraph that begins with the name of a file is that file; the others are
 * commands: `sh` alone, `console` with `$` in front of each and what they print below. `# exit 3` says how one ends.
 */
export function readPage(name: string): Page {
  const text = readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), "utf8");
  const steps = [...text.matchAll(fence)].flatMap((found): readonly Step[] => {
    const above = text.slice(0, found.index);
    const section = [...above.matchAll(/^## (.+)$/gm)].at(-1)?.[1] ?? "";
    const file = /(?:^|\n\n)`([\w.-]+\.\w+)`[^\n]*(?:\n[^\n]+)*\n\n$/.exec(above)?.[1];
    const [, language = "", block = ""] = found;
    if (file !== undefined) return [{ kind: "file" as const, section, name: file, text: block }];
    if (language === "yaml") return [];
    return commandsOf(block, language === "console").map((one) => ({ ...one, section }));
  });
  return { text, steps, mentioned: mentionedIn(text) };
}

interface Command {
  readonly kind: "command";
  readonly line: string;
  readonly exitCode: number;
  readonly shown: string[];
}

function commandsOf(block: string, isShown: boolean) {
  const found: (Command | { readonly kind: "edit"; readonly line: string })[] = [];
  for (const written of block.split("\n")) {
    const [, line] = command.exec(written) ?? [];
    if (line !== undefined) {
      const exitCode = Number(/#.*\bexit (\d+)/.exec(line)?.[1] ?? 0);
      found.push({ kind: "command", line: plainLine(line), exitCode, shown: [] });
    } else if (/^\$ (?:sed -i|rm) /.test(written)) {
      found.push({ kind: "edit", line: written.slice(2) });
    } else if (isShown && written.trim() !== "" && !written.startsWith("$ export ")) {
      const last = found.at(-1);
      if (last?.kind !== "command") throw new Error(`no command prints this: ${written}`);
      last.shown.push(written);
    }
  }
  return found;
}

function plainLine(line: string): string {
  return line.replace(/\s+#.*$/, "").trim();
}

function mentionedIn(text: string): readonly string[] {
  const prose = text.replaceAll(fence, "");
  return [...new Set([...prose.matchAll(/`scimsync ([^`\n]+)`/g)].map(([, line]) => line!))];
}
