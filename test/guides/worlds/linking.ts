import type { Site } from "../site.ts";
import type { World } from "../world.ts";

function idOf({ sandbox }: Site, name: string): string {
  return sandbox!.users().find(({ userName }) => userName === name)!["id"] as string;
}

/** A service that is in use; later the state is lost, and the source gets other keys. */
export const linking: World = {
  files: {
    "people.csv": `employee_id,object_id,email
1001,8c1d,ann@example.com
1002,8c2d,jose@example.com
1003,8c3d,zoe@example.com
`,
    "scimsync.yaml": `source: { type: csv, users: { file: people.csv, key: employee_id } }
targets:
  my-app:
    baseUrl: http://127.0.0.1:7643/scim/v2
    auth: { token: "\${env.SCIM_TOKEN}" }
    assign: { everyone: true }
    users: { match: [userName], attributes: { userName: "\${user.email}" } }
`,
  },
  accounts: [
    { userName: "ann@example.com", active: true },
    { userName: "owner@example.com", active: true },
    { userName: "z.obrien", active: true },
  ],
  before: {
    "links import okta.csv --target my-app": ["printf 'key,targetId\\n1003,ID-OF-ZOE\\n' > okta.csv"],
    "state rebuild": ["scimsync sync", "rm scimsync.db"],
    "state reanchor --by user.employee_id --dry-run": [
      "scimsync sync",
      "sed -i 's/key: employee_id/key: object_id/' scimsync.yaml",
    ],
    "state reanchor --map keys.csv": ["printf 'old,new\\n1001,8c1d\\n1002,8c2d\\n1003,8c3d\\n' > keys.csv"],
  },
  words: { "ID-OF-ZOE": (site) => idOf(site, "z.obrien") },
};
