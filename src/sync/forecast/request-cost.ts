import type { TargetConfig } from "../../config/config.ts";
import type { ConnectorProfile } from "../../connector/profile.ts";
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
      : [...versionLooks(profile, one, count), { method: "PATCH", path: one, count }];
  switch (row.kind) {
    case "create":
      return [{ method: "POST", path: endpoint, count: row.count }];
    case "link":
      return [{ method: "GET", path: one, count: row.count }];
    case "reactivate":
      return [
        { method: "GET", path: one, count: row.count },
        { method: "PATCH", path: one, count: row.count },
        ...accessLooks(profile, one, row.count),
      ];
    case "addMembers":
    case "removeMembers":
      return change(row.count * memberRequests(row, config));
    case "update":
      return change(row.count);
    case "deactivate":
      if (profile.deactivate.by === "active")
        return [...change(row.count), ...accessLooks(profile, one, row.count)];
      return [
        { method: "DELETE", path: one, count: row.count },
        { method: "GET", path: one, count: row.count },
      ];
    case "delete":
      return [{ method: "DELETE", path: one, count: row.count }];
    case "unlink":
      return [];
  }
}

/** The version that each PATCH must say is read before. */
function versionLooks({ endpoint }: ConnectorProfile, path: string, count: number): readonly Ahead[] {
  return endpoint.etag === "always" ? [{ method: "GET", path, count }] : [];
}

/** Whether access was switched is always looked at, by a GET where the answer to PATCH tells nothing. */
function accessLooks({ endpoint, users }: ConnectorProfile, path: string, count: number): readonly Ahead[] {
  const isTold = endpoint.patchAnswers === "resource" || users.update === "put";
  return isTold ? [] : [{ method: "GET", path, count }];
}

function memberRequests({ plannedMembers, count }: Row, { profile }: TargetConfig): number {
  return Math.max(1, Math.ceil(plannedMembers / count / profile.groups.membersPerRequest));
}
