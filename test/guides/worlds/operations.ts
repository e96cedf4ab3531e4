import type { World } from "../world.ts";

/** Two services; at the first there is somebody without an address. */
export const operations: World = {
  files: {
    "people.csv": `id,email,team
1001,ann@example.com,engineering
1002,jose@example.com,engineering
1003,,engineering
1004,sakura@example.com,support
`,
    "scimsync.yaml": `source: { type: csv, users: { file: people.csv, key: id, groups: team } }
defaults:
  baseUrl: http://127.0.0.1:7643/scim/v2
  auth: { token: "\${env.SCIM_TOKEN}" }
  users: { attributes: { userName: "\${user.email}" } }
targets:
  retool: { assign: { groups: [engineering] } }
  pendo: { assign: { groups: [support] } }
`,
  },
  before: {
    "status --check": ["scimsync sync # exit 3"],
    sync: ["sed -i 's/^1003,,/1003,zoe@example.com,/' people.csv"],
  },
};
