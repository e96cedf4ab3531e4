import { type Subject, type Trial, tryChanges } from "./trial.ts";
import type { Way, Workbench } from "./workbench.ts";

export interface Naming {
  readonly path: "userName" | "displayName";
  readonly before: string;
  readonly after: string;
}

/** Gives the subject another name. One that is found under another id afterwards goes on with that. */
export async function rename(
  { things, asker, notes }: Workbench,
  subject: Subject,
  { verb, profile }: Way,
  naming: Naming,
): Promise<Trial> {
  const { type } = subject;
  things.expect(type, naming.after);
  const trial = await tryChanges(asker, subject, [naming], profile, verb);
  const found = await things.settleName(type, naming.after, trial.outcome === "vanished");
  if (found === undefined) return trial;
  subject.id = found.id;
  subject.held = found.attributes;
  subject.wanted = { ...subject.wanted, [naming.path]: naming.after };
  notes.warn(
    `the id of a ${type === "User" ? "user" : "group"} changes with its name: whoever is renamed seems gone`,
  );
  return { ...trial, outcome: "harmed", seen: `${trial.answer.status}, but it has another id now` };
}
