import { exitCodes } from "../../src/sync/exit-code.ts";
import type { DescribedProgram } from "./described-commands.ts";
import { tableOf } from "./markdown-table.ts";

type Row = readonly [means: string, whatToDo: string];

const rows: Readonly<Record<keyof typeof exitCodes, Row>> = {
  done: ["Done. There may have been nothing to do.", "nothing"],
  bug: [
    "A bug in scimsync: something happened that nobody thought of.",
    "send what it printed to whoever cares for scimsync; what was sent until then is written down, and the next run goes on",
  ],
  usage: [
    "The command line, the config, a profile or the state file is not as it must be. Nothing was sent.",
    "the message names the place and says what to write instead",
  ],
  failures: [
    "Some operations failed, or something protected would have been touched; everything else is done. Of `test-mapping`: some tests failed.",
    "`scimsync failures` says what to do about each; what failed is tried again by [a schedule](../errors.md)",
  ],
  held: [
    "A guard holds what is beyond its limits; everything else is done.",
    "look at `scimsync approve`, then let it go or mend the source ([guards](../guards.md))",
  ],
  source: [
    "The source could not be read whole, or is not as `expect` says. Nothing was sent.",
    "mend the export; if it is right as it is, `--accept` with the check that the message names ([sources](../sources.md))",
  ],
  target: [
    "A target could not be reached, or refused our credentials. Other targets are done.",
    "`scimsync check` finds out which it is ([reasons](../errors.md))",
  ],
  locked: [
    "Another run works with the same state file. Nothing was sent.",
    "wait for it: the message says which it is, and since when",
  ],
  stale: [
    "Source, mapping or state are not those of the plan file any more. Nothing was sent.",
    "make a new plan ([plan files](../plan-files.md))",
  ],
  differences: [
    "Something differs, and `--exit-code` asked to be told so; or `runs verify` found a fault.",
    "look at it",
  ],
  interrupted: [
    "Ended by a signal, or by `--max-runtime`. What was under way is finished and written down.",
    "nothing: the next run goes on",
  ],
};

/** docs/reference/exit-codes.md */
export function exitCodesPage({ groups }: DescribedProgram): string {
  const commands = groups.flatMap(([, ofGroup]) => ofGroup);
  const givenBy = (code: number) =>
    commands
      .filter(({ exits }) => exits.some((exit) => exit.code === code))
      .map(({ path }) => path.join(" "));
  const all = Object.entries(exitCodes).map(([name, code]) => {
    const [means, whatToDo] = rows[name as keyof typeof exitCodes];
    const by = givenBy(code);
    const shown = by.length === commands.length ? "all" : by.map((one) => `\`${one}\``).join(", ");
    return [String(code), means, whatToDo, shown];
  });
  return [
    "# Exit codes",
    "",
    "With several, the lowest of 1, 2, 5, 6, 7 and 8 is given, else 130, else 4, else 3, else 10. `--quiet` changes none of them. A script that only",
    "wants to know whether somebody must look takes 0 and 130 for good, and everything else for bad.",
    "",
    ...tableOf(["code", "means", "what to do", "given by"], all),
    "",
    "`status --check` is for monitoring, and ends as monitoring plugins do: 0 in order, 1 warning, 2 critical, 3 unknown",
    "([operations](../operations.md)).",
    "",
  ].join("\n");
}
