/** A company of six with its config, for pages that take them for granted. */
export const smallCompany: Readonly<Record<string, string>> = {
  "people.csv": `employee_id,first_name,last_name,email,title,manager_id
1001,Ann,Lee,ann@example.com,Director,
1002,José,García,jose@example.com,Engineer,1001
1003,Zoë,O'Brien,zoe@example.com,Support,1001
1004,Sakura,Suzuki,sakura@example.com,Engineer,1002
1005,Tom,Baker,tom@example.com,Support,1003
1006,Ada,Nowak,ada@example.com,Engineer,1002
`,
  "groups.csv": `group_id,name
g1,Engineering
g2,Support
`,
  "memberships.csv": `group_id,employee_id
g1,1002
g1,1004
g1,1006
g2,1003
g2,1005
`,
  "scimsync.yaml": `source:
  type: csv
  users: { file: people.csv, key: employee_id }
  groups: { file: groups.csv, key: group_id, name: name }
  memberships: { file: memberships.csv, group: group_id, member: employee_id }
targets:
  my-app:
    baseUrl: http://127.0.0.1:7643/scim/v2
    auth: { token: "\${env.SCIM_TOKEN}" }
    assign: { everyone: true }
    users:
      match: [userName]
      attributes:
        userName: \${user.email}
        externalId: \${user.employee_id}
        name: { givenName: "\${user.first_name}", familyName: "\${user.last_name}" }
        title: \${user.title}
    groups: { push: ["*"] }
`,
};
