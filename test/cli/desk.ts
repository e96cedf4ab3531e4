import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { type Ran, runIn } from "./in-process.ts";

/** A folder with a config and files, and the program run in it, in this process. */
export interface Desk {
  readonly sandbox: Sandbox;
  write(name: string, ...lines: readonly string[]): void;
  path(name: string): string;
  files(): readonly string[];
  run(...args: readonly string[]): Promise<Ran>;
  /** The same with nothing in the environment. */
  runBare(...args: readonly string[]): Promise<Ran>;
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
  json(...args: readonly string[]): Promise<any>;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-desk-"));
  const sandbox = await startSandbox({ seed: 1 });
  const desk: Desk = {
    sandbox,
    write: (name, ...lines) => writeFileSync(join(folder, name), `${lines.join("\n")}\n`),
    path: (name) => join(folder, name),
    files: () => readdirSync(folder).toSorted(),
    run: (...args) => runIn(folder, args, { SCIM_TOKEN: sandbox.token }),
    runBare: (...args) => runIn(folder, args),
    async json(...args) {
      const { stdout, stderr } = await desk.run(...args, "--json");
      if (stdout === "") throw new Error(stderr);
      return JSON.parse(stdout) as unknown;
    },
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return desk;
}

export const people = [
  "id,email,first,last,title,team,boss,secret",
  "e1,Ann@x.org,Ann,Lee,Boss,eng,,pw-one",
  "e2,ben@x.org,Ben,Fox,Dev,eng,e1,pw-two",
  "e3,cyd@x.org,Cyd,Ray,Ops,ops,e9,pw-three",
  "e4,,Dan,Poe,Dev,eng,e1,pw-four",
];

export const groups = ["id,name,parent", "g1,Staff,", "g2,Builders,g1", "g3,Cooks,"];
export const memberships = ["group,member", "g2,e2", "g1,e1", "g3,e3", "g2,e77"];

/** The config with lines of its own under the target, and under the attributes of users. */
export function config(
  sandbox: Sandbox,
  target: readonly string[] = ["assign: { groups: [Staff], where: 'user.team == \"eng\"' }"],
  attributes: readonly string[] = [],
): readonly string[] {
  return [
    "source:",
    "  type: csv",
    "  users: { file: people.csv, key: id }",
    "  groups: { file: groups.csv, key: id, name: name, parent: parent }",
    "  memberships: { file: memberships.csv, group: group, member: member }",
    "targets:",
    "  app:",
    `    baseUrl: ${sandbox.url}`,
    '    auth: { token: "${env.SCIM_TOKEN}" }',
    ...target.map((line) => `    ${line}`),
    '    groups: { push: [Staff, "B*"] }',
    "    users:",
    "      createOnly: [displayName]",
    "      attributes:",
    "        userName: ${lower(user.email)}",
    "        displayName: ${user.first} ${user.last}",
    '        name: { givenName: "${user.first}", familyName: "${user.last}" }',
    "        title: ${user.title}",
    "        password: ${user.secret}",
    '        emails: [{ value: "${user.email}", type: work, primary: true }]',
    "        urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:",
    '          manager: { value: "${ref(user.boss)}" }',
    ...attributes.map((line) => `        ${line}`),
  ];
}

export function writeDirectory(desk: Desk): void {
  desk.write("people.csv", ...people);
  desk.write("groups.csv", ...groups);
  desk.write("memberships.csv", ...memberships);
}
