import { readFileSync } from "node:fs";
import { type Done, doneIn } from "./page-steps.ts";

/** What a page has its reader do, in order. */
export type Step = Done & { readonly section: string };

/** A page as it is written, and its steps. */
export interface Page {
  readonly text: string;
  readonly steps: readonly Step[];
  /** Commands that stand in its sentences and tables. */
  readonly mentioned: readonly string[];
}

const fence = /^```(\w*)\n(.*?)^```$/gms;

/**
 * Reads README.md or a page of docs/. A block is a file when the paragraph above it begins with the file's name or says
 * "Write `NAME`", or when its first line is `# NAME`.
 */
export function readPage(path: string): Page {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const steps = [...text.matchAll(fence)].flatMap((found): readonly Step[] => {
    const above = text.slice(0, found.index);
    const section = [...above.matchAll(/^## (.+)$/gm)].at(-1)?.[1] ?? "";
    const [, language = "", block = ""] = found;
    const name = fileNamed(above, block);
    const done: readonly Done[] =
      name === undefined ? doneIn(language, block, path) : [{ kind: "file", name, text: block }];
    return done.map((one) => ({ ...one, section }));
  });
  return { text, steps, mentioned: mentionedIn(text) };
}

function fileNamed(above: string, block: string): string | undefined {
  const paragraph = /(?:^|\n\n)([^\n]+(?:\n[^\n]+)*)\n\n$/.exec(above)?.[1] ?? "";
  const inWords =
    /^`([\w.-]+\.(?:csv|ldif|json|yaml))`/.exec(paragraph) ??
    /\bWrite `([\w.-]+\.(?:csv|ldif|json|yaml))`[^`]*:$/.exec(paragraph);
  return (inWords ?? /^# ([\w.-]+\.yaml)\n/.exec(block))?.[1];
}

function mentionedIn(text: string): readonly string[] {
  const prose = text.replaceAll(fence, "");
  return [...new Set([...prose.matchAll(/`scimsync ([^`\n]+)`/g)].map(([, line]) => line!))];
}
