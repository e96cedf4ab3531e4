import type { World } from "../world.ts";

/** A connector that brings a mapping, and a source that has no title until somebody says how it is called. */
export const mapping: World = {
  files: {
    "people.csv": `employee_id,email,first_name,last_name,job_title,team
1001,ann@example.com,Ann,Lee,Director,engineering
1002,jose@example.com,José,García,Engineer,engineering
1003,zoe@example.com,Zoë,O'Brien,Support,support
`,
    "my-app.yaml": `title: My App
users:
  # Not documented.
  putOmission: unknown
deactivate:
  # Not documented.
  effect: unknown
groups:
  # Not documented.
  membersReadable: unknown
defaults:
  users:
    match: [userName]
    attributes:
      userName: \${user.email}
      externalId: \${user.key}
      name: { givenName: "\${user.givenName}", familyName: "\${user.familyName}" }
      title: \${user.title}
      emails: [{ value: "\${user.email}", type: work, primary: true }]
`,
    "scimsync.yaml": `source:
  type: csv
  users: { file: people.csv, key: employee_id, groups: team, names: { givenName: first_name, familyName: last_name } }
targets:
  my-app:
    connector: ./my-app.yaml
    baseUrl: http://127.0.0.1:7643/scim/v2
    auth: { token: "\${env.SCIM_TOKEN}" }
    assign: { groups: [engineering] }
    users:
      addAttributes:
        nickName: \${user.first_name}
        locale: de-DE
`,
  },
  before: {
    "map 1002": [
      "sed -i 's/names: {/names: { title: job_title,/' scimsync.yaml",
      "scimsync sync",
      "sed -i 's/Engineer/Lead Engineer/' people.csv",
    ],
  },
};
