import { UsageError } from "../../errors.ts";
import { type ApprovalKind, approvalKinds } from "../../plan/approval-kind.ts";
import { approvePlanFile } from "../../sync/plan-file/approve-plan.ts";
import type { GlobalOptions } from "../global-options.ts";
import { plural } from "../../numbers.ts";
import { fileNamed } from "../plan-file-named.ts";
import type { Terminal } from "../terminal.ts";

/** `scimsync plan approve`: lets only some kinds of a plan file go. */
export async function approvePlan(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  named: string | undefined,
  flags: { readonly only?: readonly string[] },
): Promise<number> {
  const file = fileNamed("approve", named);
  const only = kindsOf(flags.only ?? []);
  const shares = approvePlanFile(file, only);
  if (options.json) {
    await terminal.out(`${JSON.stringify({ version: 1, file, approved: only, shares })}\n`);
    return 0;
  }
  const lines = shares.map(
    ({ kind, isApproved, operations }) =>
      `  ${isApproved ? "approved" : "left out"}: ${kind}, ${plural(operations, "operation")}\n`,
  );
  await terminal.out(
    `${file}:\n${lines.join("")}  \`scimsync apply ${file}\` does what is approved; the rest stays due\n`,
  );
  return 0;
}

/** Each of the words is kinds with commas between. */
function kindsOf(words: readonly string[]): readonly ApprovalKind[] {
  const named = words.flatMap((word) => word.split(",")).map((kind) => kind.trim());
  const wrong = named.filter((kind) => approvalKinds.every((known) => known !== kind));
  if (named.length === 0 || wrong.length > 0)
    throw new UsageError(
      `plan approve wants the kinds that may go: \`scimsync plan approve FILE --only create,update\`; there are ${approvalKinds.join(", ")}${wrong.length > 0 ? `, and no ${wrong.join(", ")}` : ""}`,
    );
  return approvalKinds.filter((kind) => named.includes(kind));
}
