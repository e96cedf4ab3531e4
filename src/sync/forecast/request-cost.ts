import type { TargetConfig } from "../../config/config.ts";
import type { Ahead } from "../../scim/pace/ahead.ts";
import { endpoints } from "../../scim/resource.ts";
import type { OperationTally } from "../../store/journal-store.ts";

type Row = Pick<OperationTally, "kind" | "resource" | "count" | "plannedMembers">;

/** The requests of operations of one kind, but for looking whether what is to be made is there. */
export function writeCosts(row: Row, config: TargetConfig): readonly Ahead[] {
  const { profile } = config;
  const endpoint = endpoints[row.resource];
  const one = `${endpoint}/id`;
  const update = row.resource === "User" ? profile.users.update : profile.groups.update;
  const change = (count: number): readonly Ahead[] =>
    update === "put"
      ? [
          { method: "GET", path: one, count },
          { method: "PUT", path: one, count },
        ]
      : [{ method: "PATCH", path: one, count }];
  switch (row.kind) {
    case "create":
      return [{ method: "POST", path: endpoint, count: row.count }];
    case "link":
      return [{ method: "GET", path: one, count: row.count }];
    case "reactivate":
      return [
        { method: "GET", path: one, count: row.count },
        { method: "PATCH", path: one, count: row.count },
      ];
    case "addMembers":
    case "removeMembers":
      return change(row.count * memberRequests(row, config));
    case "deactivate":
      if (profile.deactivate.by === "active") return change(row.count);
      return [
        { method: "DELETE", path: one, count: row.count },
        { method: "GET", path: one, count: row.count },
      ];
    case "update":
      return change(row.count);
    case "delete":
      return [{ method: "DELETE", path: one, count: row.count }];
    case "unlink":
      return [];
  }
}

function memberRequests({ plannedMembers, count }: Row, { profile }: TargetConfig): number {
  return Math.max(1, Math.ceil(plannedMembers / count / profile.groups.membersPerRequest));
}
