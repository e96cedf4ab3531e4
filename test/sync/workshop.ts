import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { silentLogger } from "../../src/log.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { apply } from "../../src/sync/plan-file/apply.ts";
import type { PlanFile } from "../../src/sync/plan-file/plan-file.ts";
import type { PlannedOperation, TargetPlan } from "../../src/sync/planning/plan-only.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { readPlanFile } from "../../src/sync/plan-file/read-plan-file.ts";
import { savePlan } from "../../src/sync/plan-file/save-plan.ts";
import { plan, sync, type SyncOptions, withDirectory } from "../../src/sync/sync.ts";
import { type Dump, dump, forbidWrites } from "../store/state-file.ts";

/** Lines of the files of a directory, headers apart. */
export interface Files {
  readonly people: readonly string[];
  readonly groups?: readonly string[];
  readonly memberships?: readonly string[];
}

/** A target of the config, as its lines. */
export interface TargetLines {
  readonly id: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly assign?: string;
  readonly attributes?: readonly string[];
  readonly groups?: string;
  readonly connector?: string;
  /** Under users, beside attributes. */
  readonly rules?: string;
  readonly createOnly?: string;
  readonly more?: readonly string[];
}

export interface ShownPlan extends Pick<
  TargetPlan,
  "planId" | "target" | "guard" | "notices" | "rejected" | "mappingChange"
> {
  readonly listed: readonly PlannedOperation[];
}

/** A folder with config, directory and state, run through `sync` and `plan` as the command line runs them. */
export interface Workshop {
  write(files: Files): Promise<void>;
  configure(...targets: readonly TargetLines[]): Promise<void>;
  /** Writes the connector profile `./mine.yaml`. */
  writeConnector(text: string): Promise<void>;
  readonly folder: string;
  /** Reads and accepts the directory, then does some work with the store instead of a run. */
  accept(work: (store: Store) => void): Promise<void>;
  sync(options?: Partial<SyncOptions>): Promise<readonly RunReport[]>;
  plan(options?: Partial<SyncOptions>): Promise<readonly ShownPlan[]>;
  /** Plans into the file `plan.json` of the folder. */
  save(options?: Partial<SyncOptions>): Promise<PlanFile>;
  /** Applies that file. */
  apply(options?: Partial<SyncOptions>): Promise<readonly RunReport[]>;
  dump(): Dump;
  /** Makes every write to a table fail from now on; `when` is a condition on the row, in SQL. */
  forbidWrites(table: string, when?: string): void;
  remove(): Promise<void>;
}

const connectorFolder = fileURLToPath(new URL("../../connectors", import.meta.url));

export async function workshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-sync-"));
  const file = (name: string) => join(folder, name);
  let environment: Readonly<Record<string, string>> = {};

  async function withEngine<T>(
    options: Partial<SyncOptions>,
    work: (options: SyncOptions) => Promise<T>,
  ): Promise<T> {
    const loaded = await loadConfig(file("scimsync.yaml"), environment, connectorFolder);
    const store = openStore(loaded.config.state);
    try {
      return await work({
        loaded,
        store,
        targets: [],
        mode: "sync",
        keys: [],
        allowRemovals: 0,
        clock: systemClock,
        random: Math.random,
        log: silentLogger,
        stop: new AbortController().signal,
        onRecords: () => {},
        onEvent: () => {},
        ...options,
      });
    } finally {
      store.close();
    }
  }

  return {
    async write({ people, groups = [], memberships = [] }) {
      await writeFile(file("people.csv"), ["id,email,given,department,manager", ...people, ""].join("\n"));
      await writeFile(file("groups.csv"), ["id,name", ...groups, ""].join("\n"));
      await writeFile(file("memberships.csv"), ["group,member", ...memberships, ""].join("\n"));
    },
    configure(...targets) {
      environment = Object.fromEntries(targets.map(({ id, token }) => [`TOKEN_${id}`, token]));
      return writeFile(file("scimsync.yaml"), configOf(targets));
    },
    writeConnector: (text) => writeFile(file("mine.yaml"), text),
    folder,
    accept: (work) =>
      withEngine({}, (engine) => withDirectory(engine, "accept", async ({ store }) => work(store))),
    sync: (options = {}) => withEngine(options, sync),
    plan: (options = {}) =>
      withEngine(options, async (engine) => {
        const shown: ShownPlan[] = [];
        await plan(engine, (found) => {
          const { planId, target, guard, notices, rejected, mappingChange } = found;
          const change = mappingChange === undefined ? {} : { mappingChange };
          shown.push({
            planId,
            target,
            guard,
            notices,
            rejected,
            ...change,
            listed: [...found.operations()],
          });
        });
        return shown;
      }),
    save: (options = {}) =>
      withEngine(options, async (engine) => {
        await savePlan(engine, file("plan.json"), () => {});
        return readPlanFile(file("plan.json"));
      }),
    apply: (options = {}) =>
      withEngine(options, (engine) => apply({ ...engine, plan: readPlanFile(file("plan.json")) })),
    dump: () => dump(file("scimsync.db")),
    forbidWrites: (table, when) => forbidWrites(file("scimsync.db"), table, when),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A target that is a sandbox, with everybody in scope unless `more` says otherwise. */
export function targetAt(
  id: string,
  { url, token }: Pick<Sandbox, "url" | "token">,
  more: Partial<TargetLines> = {},
): TargetLines {
  return { id, baseUrl: url, token, ...more };
}

function configOf(targets: readonly TargetLines[]): string {
  return [
    "source:",
    "  type: csv",
    "  users: { file: people.csv, key: id }",
    "  groups: { file: groups.csv, key: id, name: name }",
    "  memberships: { file: memberships.csv, group: group, member: member }",
    "targets:",
    ...targets.flatMap(linesOf),
    "",
  ].join("\n");
}

function linesOf({
  id,
  baseUrl,
  assign = "{ everyone: true }",
  attributes = [],
  groups = "{}",
  connector = "generic",
  rules = "{}",
  createOnly = "[]",
  more = [],
}: TargetLines): readonly string[] {
  return [
    `  ${id}:`,
    `    connector: ${connector}`,
    `    baseUrl: ${baseUrl}`,
    `    auth: { token: "\${env.TOKEN_${id}}" }`,
    `    assign: ${assign}`,
    "    users:",
    `      rules: ${rules}`,
    `      createOnly: ${createOnly}`,
    "      attributes:",
    "        userName: ${user.email}",
    "        externalId: ${user.id}",
    '        name: { givenName: "${user.given}" }',
    "        urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:",
    '          manager: { value: "${ref(user.manager)}" }',
    ...attributes.map((line) => `        ${line}`),
    `    groups: ${groups}`,
    ...more.map((line) => `    ${line}`),
  ];
}
