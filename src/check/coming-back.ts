import { textAt } from "../scim/attribute-value.ts";
import { saidBy } from "./answer.ts";
import { isChangeable } from "./changeable.ts";
import { type Subject, type Trial, tryChanges } from "./trial.ts";
import { changeOf, freshFor, holds, type Way, type Workbench } from "./workbench.ts";

/** Whether an account that is switched off can be changed otherwise. */
export async function probeWhileOff(bench: Workbench, subject: Subject, way: Way): Promise<void> {
  const path = ["title", "displayName"].find((one) => holds(subject, one) && isChangeable(way.profile, one));
  if (path === undefined) return;
  const changes = [changeOf(subject, path, freshFor(bench, subject, path))];
  const { outcome, seen } = await tryChanges(bench.asker, subject, changes, way.profile, way.verb);
  const knob = bench.target.knobs.inForce("deactivate.inactive");
  const value = outcome === "done" ? "writable" : outcome === "refused" ? "readOnly" : undefined;
  const verdict = value === undefined ? "unknown" : value === knob.value ? "ok" : "differs";
  const what = `${path} of an account that is switched off`;
  bench.notes.probe({ area: "users", what, seen, knob, verdict });
  if (value !== undefined) bench.notes.see("deactivate.inactive", value, `${what}: ${seen}`);
}

/** How somebody comes back who was switched off and could be read still; `back` is what `active: true` came to. */
export async function seeReturn(
  bench: Workbench,
  subject: Subject,
  back: Trial,
  staysMember: boolean | undefined,
): Promise<void> {
  const { notes } = bench;
  if (back.outcome !== "done") return byPost(bench, subject, back.seen);
  notes.see("deactivate.return", "active", `active: true: ${back.seen}`);
  // Without a group that tells its members, what else goes cannot be seen.
  if (staysMember === undefined) return;
  const where = staysMember ? "in its group" : "out of its group";
  notes.see(
    "deactivate.effect",
    staysMember ? "suspend" : "removesMembership",
    `switched off, the account is there under its id, ${where}; active: true brings it back`,
  );
}

/** The same where it could not be read any more. */
export async function seeVanished(bench: Workbench, subject: Subject, way: Way, off: Trial): Promise<void> {
  const changes = [{ path: "active", before: false, after: true }];
  const { id } = subject;
  const back = await tryChanges(bench.asker, subject, changes, way.profile, way.verb);
  if (back.outcome === "done") {
    bench.notes.see(
      "deactivate.inactive",
      "hidden",
      `active: false: ${off.seen}; active: true brings it back`,
    );
    bench.notes.see("deactivate.return", "active", `active: true: ${back.seen}`);
    return;
  }
  await byPost(bench, subject, back.seen);
  if (subject.id !== id)
    bench.notes.see(
      "deactivate.effect",
      "idInvalidated",
      `active: false: ${off.seen}; POST makes another id`,
    );
}

async function byPost({ things, notes }: Workbench, subject: Subject, refused: string): Promise<void> {
  const userName = textAt(subject.held, "userName") ?? "";
  const { answer, id } = await things.make("User", { ...subject.sent, userName });
  const isMade = id !== undefined;
  const seen = `active: true: ${refused}; POST of the same user: ${saidBy(answer)}`;
  notes.probe({
    area: "users",
    what: "POST of one who was switched off",
    seen,
    verdict: isMade ? "ok" : "differs",
  });
  notes.see("deactivate.return", isMade ? "create" : "byHand", seen);
  if (id !== undefined) subject.id = id;
}
