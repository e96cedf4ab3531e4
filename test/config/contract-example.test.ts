import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";

/** The example by which the config was promised to users, word for word. */
const example = `
state: ./scimsync.db
source:
  type: csv
  users: { file: people.csv, key: employee_id }
  groups: { file: groups.csv, key: group_id, name: name }
  memberships: { file: memberships.csv, group: group_id, member: employee_id }
  expect: { minUsers: 1, maxShrink: 20%, maxAge: 36h }
defaults:
  guard: { users: { percent: 20, count: 50 } }
targets:
  retool:
    connector: retool
    baseUrl: https://retool.example.com/api/scim/v2
    auth: { token: "\${env.RETOOL_SCIM_TOKEN}" }
    assign:
      groups: [engineering, "support-*"]
      where: user.department == "R&D"
    users:
      match: [userName, externalId]
      attributes:
        userName: \${user.email}
        externalId: \${user.employee_id}
        name:
          givenName: \${user.first_name}
          familyName: \${user.last_name}
        emails:
          - value: \${user.email}
            type: work
            primary: true
        urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:
          department: \${user.department}
          manager: { value: "\${ref(user.manager_id)}" }
      createOnly: [password]
      clearWhenEmpty: [title]
      actions: [create, update, deactivate]
      deprovision: deactivate
      deactivateAfter: 0d
      deleteAfter: 30d
    groups:
      push: [engineering, "eng-*"]
      attributes: { displayName: "\${group.name}" }
      existing: refuse
      unpushed: unlink
      nested: flatten
    protect: [root@example.com, "breakglass-*"]
    limits: { requestsPerSecond: 10, burst: 20, concurrency: 8, timeout: 60s }
    guard: { users: { percent: 20, count: 50, floor: 5 }, groups: { percent: 20 }, members: { percent: 30 } }
notify:
  - { on: [guard, failure, recovered], command: ["/usr/local/bin/page-me"] }
  - { on: [guard, failure], webhook: "\${env.SLACK_HOOK}" }
`;

test("the example of the contract loads", async () => {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-contract-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "scimsync.yaml");
  writeFileSync(file, example);
  const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));
  const { config } = await loadConfig(
    file,
    { RETOOL_SCIM_TOKEN: "t", SLACK_HOOK: "https://hook" },
    connectors,
  );
  expect(config.targets[0]).toMatchObject({
    id: "retool",
    users: { policy: { match: ["userName", "externalId"], deleteAfter: 30 * 86_400_000 } },
    limits: { requestsPerSecond: 10, burst: 20, concurrency: 8, timeout: 60_000 },
  });
  expect(config.notify.map(({ on, way }) => [on, way.kind])).toEqual([
    [["guard", "failure", "recovered"], "command"],
    [["guard", "failure"], "webhook"],
  ]);
});
