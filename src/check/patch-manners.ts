import { member, textAt } from "../scim/attribute-value.ts";
import { isGood, saidBy } from "./answer.ts";
import { type Subject, type Trial, tryPatch } from "./trial.ts";
import { changeOf, holds, type Way, type Workbench } from "./workbench.ts";

const unknownPath = "scimsyncCheckUnknown";

/** What PATCH does with what we never send, and with what is wrong: for the report. */
export async function probePatchManners(bench: Workbench, subject: Subject, way: Way): Promise<void> {
  if (way.verb === "put") return;
  const { operationCase, booleans } = { ...bench.target.knobs.profile.endpoint, ...bench.asker.tongue };
  const path = ["nickName", "title", "displayName"].find((one) => holds(subject, one));
  if (path !== undefined) {
    if (operationCase !== "capital") await probeCapitals(bench, subject, path);
    await probeUnknownPath(bench, subject, path);
  }
  if (booleans !== "text") await probeTextBoolean(bench, subject);
}

async function probeCapitals(bench: Workbench, subject: Subject, path: string): Promise<void> {
  const after = `${textAt(subject.held, path) ?? ""}.`;
  const operations = [{ op: "Replace", path, value: after }];
  const trial = await tryPatch(bench.asker, subject, operations, [changeOf(subject, path, after)]);
  tellManner(bench, trial, "PATCH, an op with a capital letter", "operations are in lower case");
}

/** What is against the RFC may be refused or done; taken and not done is another matter. */
function tellManner({ notes }: Workbench, { outcome, seen }: Trial, what: string, does: string): void {
  const verdict = outcome === "done" || outcome === "refused" ? "ok" : "differs";
  notes.probe({ area: "users", what, seen, does, verdict });
}

/** Whether a path that nobody knows is refused, and whether the operation before it is then undone. */
async function probeUnknownPath(bench: Workbench, subject: Subject, path: string): Promise<void> {
  const { asker, notes } = bench;
  const alone = await tryPatch(asker, subject, [{ op: "replace", path: unknownPath, value: "x" }], []);
  const stored = member(subject.held, unknownPath) !== undefined;
  const isTaken = isGood(alone.answer);
  notes.probe({
    area: "users",
    what: "PATCH of a path that nobody knows",
    seen: `${saidBy(alone.answer)}${stored ? ", and it is stored" : isTaken ? ", and nothing happens" : ""}`,
    does: "what is not kept is told",
    verdict: isTaken || alone.answer.status === 404 ? "differs" : "ok",
  });
  if (isTaken) return;
  const after = `${textAt(subject.held, path) ?? ""}.`;
  const operations = [
    { op: "replace", path, value: after },
    { op: "replace", path: unknownPath, value: "x" },
  ];
  const both = await tryPatch(asker, subject, operations, [changeOf(subject, path, after)]);
  const isHalf = both.outcome === "done";
  notes.probe({
    area: "users",
    what: "PATCH, what stands before an operation that is refused",
    seen: isHalf ? "is done" : "is not done",
    does: "accounts are compared after a refusal",
    verdict: isHalf ? "differs" : "ok",
  });
}

async function probeTextBoolean(bench: Workbench, subject: Subject): Promise<void> {
  if (member(subject.held, "active") !== true) return;
  const off = [{ op: "replace", path: "active", value: "False" }] as const;
  const trial = await tryPatch(bench.asker, subject, off, [{ path: "active", before: true, after: false }]);
  tellManner(bench, trial, 'PATCH active as the text "False"', "booleans are sent as booleans");
  if (trial.outcome === "done" || member(subject.held, "active") !== true) {
    const on = [{ op: "replace", path: "active", value: true }] as const;
    const back = await tryPatch(bench.asker, subject, on, [{ path: "active", before: false, after: true }]);
    if (back.outcome === "done") return;
    bench.asker.speak({ booleans: "text" });
    const text = await tryPatch(bench.asker, subject, on, [{ path: "active", before: false, after: true }]);
    if (text.outcome === "done")
      bench.notes.suggest(
        "endpoint.booleans",
        "text",
        `active: true: ${back.seen}; as the text "True" it is done`,
      );
    else bench.asker.speak({ booleans: "native" });
  }
}
