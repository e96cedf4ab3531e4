import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";
import { type Ended, type Running, startScimsync } from "./child.ts";
import { type Ran, runIn } from "./in-process.ts";
import { type Directory, groupsCsv, membershipsCsv, peopleCsv, smallDirectory } from "./directory.ts";

/** What a test may say other than the usual; each is YAML. */
export interface ConfigParts {
  readonly source?: string;
  readonly target?: string;
  readonly baseUrl?: string;
  readonly attributes?: string;
  readonly assign?: string;
  readonly match?: string;
  readonly limits?: string;
  readonly auth?: string;
}

/** A folder with a config, source files and a sandbox to push to, and the program run in it. */
export interface Workspace {
  readonly folder: string;
  readonly sandbox: Sandbox;
  path(name: string): string;
  read(name: string): string;
  write(name: string, content: string): void;
  writeBytes(name: string, content: Uint8Array): void;
  remove(name: string): void;
  writeDirectory(directory: Directory): void;
  writeConfig(parts?: ConfigParts): void;
  /** More environment for the next runs. */
  env: Record<string, string>;
  /** As a process of its own. */
  start(...args: readonly string[]): Running;
  runApart(...args: readonly string[]): Promise<Ended>;
  /** In this process, which takes a fraction of the time. */
  run(...args: readonly string[]): Promise<Ran>;
  close(): Promise<void>;
}

export async function openWorkspace(options: SandboxOptions = {}): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-cli-"));
  const sandbox = await startSandbox({ seed: 1, ...options });
  const workspace: Workspace = {
    folder,
    sandbox,
    env: { SCIM_TOKEN: sandbox.token },
    path: (name) => join(folder, name),
    read: (name) => readFileSync(join(folder, name), "utf8"),
    write: (name, content) => writeFileSync(join(folder, name), content),
    writeBytes: (name, content) => writeFileSync(join(folder, name), content),
    remove: (name) => rmSync(join(folder, name)),
    writeDirectory({ people, groups }) {
      writeFileSync(join(folder, "people.csv"), peopleCsv(people));
      writeFileSync(join(folder, "groups.csv"), groupsCsv(groups));
      writeFileSync(join(folder, "memberships.csv"), membershipsCsv(groups));
    },
    writeConfig: (parts = {}) =>
      writeFileSync(join(folder, "scimsync.yaml"), configYaml({ baseUrl: sandbox.url, ...parts })),
    start: (...args) => startScimsync(args, { cwd: folder, env: workspace.env }),
    runApart: (...args) => workspace.start(...args).done,
    run: (...args) => runIn(folder, args, workspace.env),
    async close() {
      await sandbox.close();
      chmodSync(folder, 0o700);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return workspace;
}

/** A workspace with the small directory, synced once and found in order; the request log is empty. */
export async function syncedWorkspace(options: SandboxOptions = {}): Promise<Workspace> {
  const workspace = await openWorkspace(options);
  workspace.writeDirectory(smallDirectory);
  workspace.writeConfig();
  const { code, stderr } = await workspace.run("sync");
  if (code !== 0) throw new Error(`the first sync ended with ${code}: ${stderr}`);
  workspace.sandbox.clearRequests();
  return workspace;
}

function configYaml(parts: ConfigParts): string {
  const {
    source = `
  type: csv
  users: { file: people.csv, key: employee_id }
  groups: { file: groups.csv, key: group_id, name: name }
  memberships: { file: memberships.csv, group: group_id, member: employee_id }`,
    target = "",
    baseUrl = "",
    assign = "{ everyone: true }",
    match = "[userName]",
    limits = "{ concurrency: 8 }",
    auth = '{ token: "${env.SCIM_TOKEN}" }',
    attributes = `
        userName: \${user.email}
        externalId: \${user.employee_id}
        name: { givenName: "\${user.first_name}", familyName: "\${user.last_name}" }
        title: \${user.title}
        urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:
          manager: { value: "\${ref(user.manager_id)}" }`,
  } = parts;
  return `source:${source}
targets:
  app:
    connector: generic
    baseUrl: ${baseUrl}
    auth: ${auth}
    limits: ${limits}
    assign: ${assign}
    users:
      match: ${match}
      attributes:${attributes}
    groups: { push: ["*"] }
${target}`;
}
