import type { Attention } from "./attention.ts";
import type { Operation } from "./operation.ts";

/** What would be done to what the config protects; undefined when nothing would. Letting go of it touches nothing. */
export function wouldTouch(operations: readonly Operation[]): string | undefined {
  const said = operations.flatMap(sayOf);
  return said.length === 0 ? undefined : `is protected, and would be ${said.join(", and ")}`;
}

function sayOf(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case "create":
      return ["made, or linked if it is there"];
    case "link":
      return [`linked to ${operation.to}`];
    case "update":
      return operation.changes.length === 0
        ? []
        : [`changed (${operation.changes.map(({ path }) => path).join(", ")})`];
    case "reactivate":
      return ["switched on again"];
    case "deactivate":
      return [`deactivated (${operation.cause})`];
    case "delete":
      return [`deleted (${operation.cause})`];
    case "addMembers":
    case "removeMembers":
      return ["changed (members)"];
    case "unlink":
      return [];
  }
}

/** It stays as it is, and is told in each run until config or source no longer ask for it. */
export function protectedAttention(before: Attention | undefined, detail: string, now: number): Attention {
  const since = before?.reason === "protected" ? before.since : now;
  return { reason: "protected", code: "protected", detail, since, due: now, attempts: 0 };
}
