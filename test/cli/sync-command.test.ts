import { expect, test } from "vitest";
import { syncCommand } from "../../src/cli/sync-command.ts";
import { complaintAbout } from "../support/command-lines.ts";

test("what a plan ends with is the sync of the same config, targets and mode, as a shell takes it", () => {
  expect(syncCommand("scimsync.yaml", [], {})).toBe("scimsync sync");
  const line = syncCommand("my config.yaml", ["app", "hr"], {
    reapply: true,
    force: true,
    allowRemovals: 7,
    accept: ["maxAge"],
    only: ["$(e1)", "e2"],
  });
  expect(line).toBe(
    "scimsync -c 'my config.yaml' sync app hr --reapply --force --allow-removals 7 --accept maxAge --only '$(e1)' e2",
  );
  expect(complaintAbout(syncCommand("scimsync.yaml", ["app"], { reconcile: true }).slice(9))).toBeUndefined();
});
