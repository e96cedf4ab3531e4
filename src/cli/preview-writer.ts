import type { Problem } from "../errors.ts";
import type { EntryKind } from "../store/directory-store.ts";
import type { Preview } from "../sync/preview/map-preview.ts";
import type { Target } from "../sync/target.ts";
import type { ReadAside } from "../sync/read/read-aside.ts";
import { count } from "../numbers.ts";
import { mappingJson, mappingLine } from "./render-mapping-origin.ts";
import { previewJson, previewLines } from "./render-preview.ts";
import { describeReading, describeUnmet, readingJson } from "./render-source-counts.ts";
import type { Terminal } from "./terminal.ts";

const INDENT = "  ";

/** What the mapping of one target makes of some records. */
export interface TargetPreviews {
  readonly target: Pick<Target, "config" | "notSent">;
  readonly previews: Iterable<Preview>;
  /** Set when these are the first ones in scope. */
  readonly first?: { readonly kind: EntryKind; readonly limit: number; readonly outOf: number };
}

export interface PreviewWriter {
  begin(unmet?: readonly Problem[]): Promise<void>;
  target(previews: TargetPreviews): Promise<void>;
  /** `aside` is what the records come from, unless somebody wrote one down. */
  end(aside: ReadAside | undefined): Promise<void>;
}

/** Writes previews one by one, as text or as one JSON document. */
export function createPreviewWriter(terminal: Terminal, json: boolean): PreviewWriter {
  return json ? jsonWriter(terminal) : textWriter(terminal);
}

function textWriter(terminal: Terminal): PreviewWriter {
  return {
    begin: (unmet = []) => terminal.out(describeUnmet(unmet, terminal)),
    async target({ target, previews, first }) {
      const mapping = mappingLine(target);
      await terminal.out(`${target.config.id}\n${mapping === undefined ? "" : `${INDENT}${mapping}\n`}`);
      let shown = 0;
      for (const preview of previews) {
        await terminal.out(
          `${previewLines(preview, terminal)
            .map((line) => INDENT + line)
            .join("\n")}\n`,
        );
        shown += 1;
      }
      if (first !== undefined) await terminal.out(`${INDENT}${closingLine(first, shown)}\n`);
    },
    end: (aside) => terminal.out(aside === undefined ? "" : `${describeReading(aside.reading)}\n`),
  };
}

function closingLine({ kind, limit, outOf }: NonNullable<TargetPreviews["first"]>, shown: number): string {
  const of = `${count(outOf)} ${kind}s`;
  if (shown === 0 && limit > 0) return `none of ${of} is in scope; \`scimsync map KEY\` tells why`;
  return shown < limit
    ? `all that are in scope, of ${of}`
    : `the first in scope, of ${of} (--limit, or KEYs)`;
}

function jsonWriter(terminal: Terminal): PreviewWriter {
  let targets = 0;
  return {
    begin: () => terminal.out('{"version":1,"targets":['),
    async target({ target, previews }) {
      const head = JSON.stringify({ target: target.config.id, mapping: mappingJson(target) }).slice(0, -1);
      await terminal.out(`${targets > 0 ? "," : ""}${head},"records":[`);
      targets += 1;
      let separator = "";
      for (const preview of previews) {
        await terminal.out(separator + JSON.stringify(previewJson(preview)));
        separator = ",";
      }
      await terminal.out("]}");
    },
    end(aside) {
      const source = aside === undefined ? {} : { source: readingJson(aside.reading), unmet: aside.unmet };
      const rest = JSON.stringify(source).slice(1, -1);
      return terminal.out(`]${rest === "" ? "" : `,${rest}`}}\n`);
    },
  };
}
