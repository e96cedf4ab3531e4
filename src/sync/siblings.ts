import type { TargetConfig } from "../config/config.ts";

/** Ids of the other targets that push to the same place. */
export function siblingsOf(
  targets: readonly TargetConfig[],
  { id, baseUrl }: TargetConfig,
): readonly string[] {
  const place = placeOf(baseUrl);
  return targets.filter((one) => one.id !== id && placeOf(one.baseUrl) === place).map((one) => one.id);
}

/** What somebody should know of targets that push to the same place; for people. */
export function siblingNotices(targets: readonly TargetConfig[]): readonly string[] {
  return targets.flatMap((target) => {
    const others = siblingsOf(targets, target).filter((id) => id > target.id);
    if (others.length === 0) return [];
    return [
      `targets ${[target.id, ...others].join(", ")} have the same baseUrl: an account or group belongs to the one that made or linked it first, and fails at the others with duplicate_source; give them scopes (assign, groups.push) that do not overlap`,
    ];
  });
}

function placeOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).href.replace(/\/+$/, "") : baseUrl;
}
