import type { World } from "../world.ts";

/** Two of six leave at once, more than the guard of this config lets go. */
export const guards: World = {
  files: {
    "people.csv": `id,email
e1001,ann@example.com
e1003,jose@example.com
e1010,zoe@example.com
e1042,sakura@example.com
e1077,tom@example.com
e1080,ada@example.com
`,
    "scimsync.yaml": `source: { type: csv, users: { file: people.csv, key: id } }
targets:
  my-app:
    baseUrl: http://127.0.0.1:7643/scim/v2
    auth: { token: "\${env.SCIM_TOKEN}" }
    assign: { everyone: true }
    users: { attributes: { userName: "\${user.email}" } }
    guard: { users: { percent: 20, count: 50, floor: 1 } }
`,
  },
  before: {
    approve: ["scimsync sync", "sed -i '/^e1042/d; /^e1077/d' people.csv", "scimsync sync # exit 4"],
  },
  words: { "2026-11-22T02-15-00-my-app-4k2x1a": ({ said }) => /scimsync approve (\d[\w-]+)/.exec(said)![1]! },
};
