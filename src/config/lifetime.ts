import { parseDuration } from "./duration.ts";
import type { TargetConfig } from "./config.ts";
import { spanInWords } from "./span-in-words.ts";

/** That credentials end, for connectors that know after how long, and where nobody said when ours were made or end. */
export function lifetimeNotices(
  targets: readonly Pick<TargetConfig, "id" | "profile" | "credentials" | "expiries">[],
): readonly string[] {
  return targets.flatMap(({ id, profile, credentials, expiries = [] }) => {
    const { lifetime } = profile.auth;
    if (lifetime === undefined || credentials.kind === "none" || expiries.length > 0) return [];
    const span = spanInWords(parseDuration(lifetime));
    return [
      `${id}: ${profile.title} takes credentials for ${span} only; make others before those of auth end, or nothing is kept up to date from then on; write the day on which they were made as auth.created, and you are told before`,
    ];
  });
}
