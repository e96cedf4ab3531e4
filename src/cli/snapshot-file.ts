import { isoTime } from "../clock.ts";
import type { TargetConfig } from "../config/config.ts";
import { namesToHide, redactAttributes } from "../scim/recording/redact.ts";
import type { Resource, ResourceType } from "../scim/resource.ts";
import type { ImportFound } from "../sync/linking/import-target.ts";
import { openResultFile } from "./result-file.ts";

/** What a target held, a resource a line (NDJSON), without passwords and other secrets. */
export interface SnapshotFile {
  readonly add: (target: string, type: ResourceType, resource: Resource) => void;
  /** Says how many there are, and whether those are all. */
  readonly finish: (found: ImportFound) => void;
  readonly close: () => void;
}

/** Begins a snapshot; a file that is there is kept. Throws `UsageError`. */
export function openSnapshot(file: string, targets: readonly TargetConfig[], now: number): SnapshotFile {
  const result = openResultFile("--snapshot", file);
  const hidden = new Map(targets.map(({ id, users }) => [id, namesToHide(users.template.secret ?? [])]));
  const line = (value: object): void => result.write(`${JSON.stringify(value)}\n`);
  line({ snapshot: "scimsync", version: 1, at: isoTime(now) });
  return {
    add(target, type, { attributes }) {
      const resource = redactAttributes(attributes, hidden.get(target) ?? namesToHide([]));
      line({ target, type, resource });
    },
    finish({ target, users, groups }) {
      for (const [type, { listed, incomplete }] of [
        ["User", users],
        ["Group", groups],
      ] as const)
        line({
          target,
          type,
          end: true,
          listed,
          complete: incomplete === undefined,
          ...(incomplete && { why: incomplete }),
        });
    },
    close: () => result.close(),
  };
}
