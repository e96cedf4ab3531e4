import { exitCodes } from "../../sync/exit-code.ts";
import { type StateVerdict, verifyState } from "../../store/sqlite/verify.ts";
import { formOf } from "../../store/sqlite/file-form.ts";
import type { GlobalOptions } from "../global-options.ts";
import { plural } from "../../numbers.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig } from "../workplace.ts";

/** `scimsync state verify [FILE]`: what is wrong with the state file, or with a backup of it. */
export async function verify(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  named: string | undefined,
): Promise<number> {
  // A file that is named needs a config only when it is encrypted.
  const config =
    named === undefined || formOf(named) === "encrypted"
      ? (await openConfig(options, terminal, "source")).config
      : undefined;
  const file = named ?? config?.state ?? "";
  const verdict = verifyState(file, await config?.stateKey?.());
  const ok = verdict.findings.length === 0 && verdict.schema <= verdict.knownSchema;
  if (options.json) await terminal.out(`${JSON.stringify({ version: 1, file, ok, ...verdict })}\n`);
  else if (!ok || !options.quiet) await terminal.out(`${describe(file, ok, verdict).join("\n")}\n`);
  return ok ? exitCodes.done : exitCodes.usage;
}

function describe(
  file: string,
  ok: boolean,
  { schema, knownSchema, findings }: StateVerdict,
): readonly string[] {
  const faults = findings.flatMap(({ check, message, count, examples }) => [
    `  ${check}: ${message} (${count}): ${examples.join("; ")}`,
  ]);
  return [
    `${file}: ${ok ? "no fault found" : plural(findings.length, "fault")}, schema ${schema}${ofSchema(schema, knownSchema)}`,
    ...faults,
    ...(findings.length === 0
      ? []
      : [
          "  what to do: put a backup in its place (docs/state.md), and send this list to whoever cares for scimsync",
        ]),
  ];
}

function ofSchema(schema: number, known: number): string {
  if (schema === known) return "";
  if (schema > known) return `: of a newer scimsync (this one knows ${known}); install that one`;
  return `: of an older scimsync (this one has ${known}); the next run brings it up to date, and only pages were looked at`;
}
