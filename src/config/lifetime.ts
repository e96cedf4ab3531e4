import { parseDuration } from "./duration.ts";
import type { TargetConfig } from "./config.ts";

/** That credentials end, for connectors that know when; when ours were made, nobody here knows. */
export function lifetimeNotices(
  targets: readonly Pick<TargetConfig, "id" | "profile" | "credentials">[],
): readonly string[] {
  return targets.flatMap(({ id, profile, credentials }) => {
    const { lifetime } = profile.auth;
    if (lifetime === undefined || credentials.kind === "none") return [];
    const span = inWords(parseDuration(lifetime));
    return [
      `${id}: ${profile.title} takes credentials for ${span} only; make others before those of auth end, or nothing is kept up to date from then on`,
    ];
  });
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

function inWords(ms: number): string {
  const [unit, length] = units.find(([, one]) => ms % one === 0) ?? (["minute", 60_000] as const);
  const count = ms / length;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
