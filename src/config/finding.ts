import type { YamlPath } from "../yaml/position.ts";

/** What a rule has to say about one place of a target. */
export interface Finding {
  /** Inside the target: `["users", "match", 0]`. */
  readonly path: YamlPath;
  readonly message: string;
  /** `error` stops the load; `notice` is told and the run goes on. */
  readonly level: "error" | "notice";
  /** Other places the rule read: when one of them is wrong itself, the finding is only its consequence. */
  readonly reads?: readonly YamlPath[];
}

export function errorAt(path: YamlPath, message: string, reads: readonly YamlPath[] = []): Finding {
  return { path, message, level: "error", reads };
}

export function noticeAt(path: YamlPath, message: string, reads: readonly YamlPath[] = []): Finding {
  return { path, message, level: "notice", reads };
}

/** True when one path leads through the other. */
export function overlaps(a: YamlPath, b: YamlPath): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((part, index) => part === b[index]);
}
