import { mkdirSync, readdirSync } from "node:fs";
import { type Directory, person, smallDirectory } from "./directory.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

const { people, groups } = smallDirectory;

/** The small directory a day later: one came, one left, one was promoted, and a group names somebody unknown. */
export const grown: Directory = {
  people: [
    ...people.slice(0, 4).map((one, at) => (at === 0 ? { ...one, title: "Promoted" } : one)),
    person(6),
  ],
  groups: groups.map((group, at) =>
    at === 0 ? { ...group, members: ["e00001", "e00006", "e99999"] } : group,
  ),
};

/** A workspace for commands that look at the source. */
export interface SourceWorkspace extends Workspace {
  /** What commands left in the folder for what they put aside. */
  leftAside(): readonly string[];
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
  json(...args: readonly string[]): Promise<{ readonly code: number | null; readonly body: any }>;
}

/** Holds the small directory, and has no credentials: nobody needs them to look. */
export async function sourceWorkspace(): Promise<SourceWorkspace> {
  const workspace = await openWorkspace();
  workspace.writeDirectory(smallDirectory);
  workspace.writeConfig();
  mkdirSync(workspace.path("aside"));
  workspace.env = { TMPDIR: workspace.path("aside") };
  return Object.assign(workspace, {
    leftAside: () => readdirSync(workspace.path("aside")),
    async json(...args: readonly string[]) {
      const { code, stdout, stderr } = await workspace.run("source", ...args, "--json");
      if (stdout.trimEnd().split("\n").length !== 1 || stdout === "") throw new Error(stdout + stderr);
      return { code, body: JSON.parse(stdout) };
    },
  });
}

/** The same, with the small directory as the last good read. */
export async function workspaceWithRead(): Promise<SourceWorkspace> {
  const workspace = await sourceWorkspace();
  const env = workspace.env;
  workspace.env = { ...env, SCIM_TOKEN: workspace.sandbox.token };
  const { code, stderr } = await workspace.run("plan");
  if (code !== 0) throw new Error(`the first read ended with ${code}: ${stderr}`);
  workspace.env = env;
  return workspace;
}
