import type { TargetConfig } from "../../config/config.ts";
import type { TargetState } from "../../store/target-store.ts";
import type { Planning } from "./planning.ts";

/**
 * What a connector has to say of its service: in every plan that is shown, and in the run after an edit of the config.
 * What each night repeats nobody reads.
 */
export function profileNotices(
  { target, mode, isShownOnly = false }: Pick<Planning, "target" | "mode" | "isShownOnly">,
  before: TargetState | undefined,
): readonly string[] {
  const isAsked = isShownOnly && mode !== "reconcile";
  return isAsked || before?.mapping !== target.fingerprint ? everyNotice(target.config) : [];
}

function everyNotice({ profile, users }: TargetConfig): readonly string[] {
  const { leftOut = [] } = users;
  const refused = `left out, since the connector ${profile.name} says that it makes requests fail (users.refuses): ${leftOut.join(", ")}`;
  return [
    ...profile.guide.warnings.map((warning) => `${profile.title}: ${warning}`),
    ...(leftOut.length === 0 ? [] : [refused]),
  ];
}

/** What is not certain of accounts that are to be made. */
export function createNotices({ profile }: TargetConfig, creates: number): readonly string[] {
  if (creates === 0 || profile.users.create !== "adopts") return [];
  const many = creates === 1 ? "1 account is" : `${creates} accounts are`;
  return [
    `${many} to be made at a service that may take in one that was there although no list shows it (users.create: adopts of the connector ${profile.name}); such an account counts as linked`,
  ];
}
