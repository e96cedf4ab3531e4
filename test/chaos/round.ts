import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../src/canonical.ts";
import { startScimsync } from "../cli/child.ts";
import { writeDirectory } from "../support/directory.ts";
import { configOf, type WrittenSettings } from "../support/written-config.ts";
import { audit, type Span } from "./audit.ts";
import { type BrokenRun, chooseHardship, isWrite, runBroken, type Stage, stageOf } from "./broken-run.ts";
import { type Dice, seedOf, throwDice } from "./dice.ts";
import { beginHistory, type Change, type History, settle, type Terms } from "./history.ts";
import { peopleChanges } from "./people-changes.ts";
import { type Provider, type ServerName, startJacksonProvider, startSandboxProvider } from "./provider.ts";
import { type Relay, startRelay } from "./relay.ts";
import { teamChanges } from "./team-changes.ts";
import { type Finding, judge } from "./verdict.ts";

/** What a round is made of; the same parts give the same round, but for the clock of the machine. */
export interface RoundPlan {
  readonly server: ServerName;
  readonly seed: number;
}

/** How a round went. */
export interface RoundEnd {
  readonly plan: RoundPlan;
  /** Where each run that was ended stood. */
  readonly kills: readonly string[];
  /** Faults that hit a request, by their names. */
  readonly faults: readonly string[];
  readonly restarts: number;
  readonly runs: number;
  readonly requests: number;
  readonly findings: readonly Finding[];
  /** What is wrong besides the state of the provider, in words. */
  readonly complaints: readonly string[];
  readonly unaccounted: readonly string[];
  /** The folder, which is kept when the round failed. */
  readonly folder: string;
}

/** What else may be done before the provider is looked at; to see that the harness sees it. */
export type Sabotage = (provider: Provider, relay: Relay) => Promise<void>;

/** Lets a directory live through runs that are ended and hindered, and looks at what one good run makes of it. */
export async function playRound(plan: RoundPlan, sabotage: Sabotage = async () => {}): Promise<RoundEnd> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-chaos-"));
  const dice = throwDice(seedOf(plan.seed, 0));
  const scenery = chooseScenery(dice, plan.server);
  const provider = await startProvider(plan, folder, scenery.dialect);
  const relay = await startRelay(provider.baseUrl);
  const restart = (): Promise<void> => relay.restart(() => provider.restart());
  const course = new Course({ folder, relay, token: provider.token, restart });
  try {
    const config = configOf({ ...provider, baseUrl: relay.baseUrl }, scenery.settings);
    await writeFile(course.config, JSON.stringify(config));
    const history = await live(course, dice, scenery.terms);
    const complaints = await course.runWhole("the run after it all");
    await sabotage(provider, relay);
    const findings = await judge(provider, history.directory, history, scenery.terms);
    const restless = await course.expectQuiet();
    const { unaccounted, open } = await audit(course.config, course.spans, relay.ledger);
    const wrong = [...complaints, ...restless, ...open, ...relay.overlaps];
    return { ...course.tally(), plan, findings, unaccounted, complaints: wrong };
  } finally {
    await relay.close();
    await provider.close();
  }
}

/** Plays a round, and keeps its folder only when it failed. */
export async function playTidily(plan: RoundPlan, sabotage?: Sabotage): Promise<RoundEnd> {
  const end = await playRound(plan, sabotage);
  if (isGood(end)) await rm(end.folder, { recursive: true, force: true });
  return end;
}

export function isGood({ findings, complaints, unaccounted }: RoundEnd): boolean {
  return findings.length + complaints.length + unaccounted.length === 0;
}

/** A few days, of which the first is often a good one; each run but that is hindered. */
async function live(course: Course, dice: Dice, terms: Terms): Promise<History> {
  let history = beginHistory(dice);
  const { folder } = course.stage;
  await writeDirectory(folder, history.directory);
  if (dice.chance(0.5)) {
    const complaints = await course.runWhole("the first run");
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
    history = settle(history);
  }
  const runs = 2 + dice.below(3);
  for (let run = 0; run < runs; run += 1) {
    if (run > 0 || history.settled.size > 0) history = change(history, dice, terms);
    await writeDirectory(folder, history.directory);
    const { people, teams } = history.directory;
    const writes = history.settled.size === 0 ? people.length + teams.length * 2 : 16;
    await course.runHindered(chooseHardship(dice, writes));
  }
  return history;
}

function change(history: History, dice: Dice, terms: Terms): History {
  const all: readonly Change[] = [...peopleChanges, ...teamChanges];
  return dice.some(all, 1 + dice.below(8)).reduce((changed, one) => one(changed, dice, terms), history);
}

interface Scenery {
  readonly terms: Terms;
  /** How the sandbox departs from the RFC. */
  readonly dialect: JsonObject;
  readonly settings: WrittenSettings;
}

const dialects: readonly JsonObject[] = [
  {},
  {},
  { users: { update: "put" } },
  { groups: { membersPerRequest: 3 } },
  { groups: { membersReadable: false } },
  { groups: { removeMembers: "valueList" } },
  { groups: { create: "thenPatch" } },
];

function chooseScenery(dice: Dice, server: ServerName): Scenery {
  const isSandbox = server === "sandbox";
  const terms: Terms = {
    // A user who is deleted stays a member there, and whatever was a name once stays taken.
    deletesUsers: isSandbox && dice.chance(0.4),
    deletesTeams: dice.chance(0.6),
    namesComeFree: isSandbox,
  };
  const match = dice.pick([["userName"], ["externalId", "userName"], ["userName", "externalId"]]) ?? [];
  const wideOpen = { percent: 100, count: 100_000, floor: 100_000 };
  const guards = [
    "users",
    "deletions",
    "groups",
    "members",
    "allMembers",
    "creates",
    "updates",
    "mapping",
    "scope",
  ];
  const guard = Object.fromEntries(guards.map((name) => [name, wideOpen]));
  return {
    terms,
    dialect: isSandbox ? (dice.pick(dialects) ?? {}) : {},
    settings: {
      users: { deprovision: terms.deletesUsers ? "delete" : "deactivate", ...(isSandbox && { match }) },
      groups: { unpushed: terms.deletesTeams ? "delete" : "unlink" },
      limits: { concurrency: dice.pick([1, 3, 8, 16]) ?? 1 },
      target: { guard },
    },
  };
}

function startProvider({ server, seed }: RoundPlan, folder: string, dialect: JsonObject): Promise<Provider> {
  return server === "sandbox" ? startSandboxProvider(folder, seed, dialect) : startJacksonProvider(folder);
}

/** The runs of a round, one after the other. */
class Course {
  readonly stage: Stage;
  readonly spans: Span[] = [];
  readonly broken: (BrokenRun & { readonly run: number })[] = [];

  constructor(stage: Stage) {
    this.stage = stage;
  }

  get config(): string {
    return join(this.stage.folder, "scimsync.yaml");
  }

  tally(): Pick<RoundEnd, "kills" | "faults" | "restarts" | "runs" | "requests" | "folder"> {
    const { folder, relay } = this.stage;
    const killed = this.broken.filter(({ broken }) => broken);
    return {
      kills: killed.map(({ run }) => stageOf(relay.ledger.filter((one) => one.run === run))),
      faults: this.broken.flatMap(({ faults }) => faults),
      restarts: this.broken.filter(({ restarted }) => restarted).length,
      runs: this.spans.length,
      requests: relay.ledger.length,
      folder,
    };
  }

  async #timed<Result>(work: (run: number) => Promise<Result>): Promise<Result> {
    const from = Date.now();
    const result = await work(this.spans.length);
    this.spans.push({ from, to: Date.now() });
    return result;
  }

  async runHindered(hardship: Parameters<typeof runBroken>[1]): Promise<void> {
    await this.#timed(async (run) => {
      const broken = await runBroken({ ...this.stage, run }, hardship);
      this.broken.push({ ...broken, run });
    });
  }

  /** A run without any hindrance; gives what is wrong with it. */
  runWhole(name: string): Promise<readonly string[]> {
    const { folder, token, relay } = this.stage;
    return this.#timed(async (run) => {
      relay.setWeather({ run, faults: [], seed: 0, onStep: () => {} });
      const env = { SCIM_TOKEN: token };
      const { code, stdout, stderr } = await startScimsync(["sync", "--json"], { cwd: folder, env }).done;
      await relay.idle();
      return code === 0 ? [] : [`${name} ended with ${code}: ${stderr}${failuresIn(stdout)}`];
    });
  }

  /** A run that has nothing to do, and asks nothing. */
  async expectQuiet(): Promise<readonly string[]> {
    const { relay } = this.stage;
    const before = relay.ledger.length;
    const complaints = await this.runWhole("the run after that");
    const asked = relay.ledger.slice(before);
    if (asked.length === 0) return complaints;
    const writes = asked.filter(isWrite).map(({ method, path, body }) => `${method} ${path} ${body}`);
    return [...complaints, `the run after that made ${asked.length} requests: ${writes.join("; ")}`];
  }
}

function failuresIn(report: string): string {
  if (!report.startsWith("{")) return report;
  const { runs } = JSON.parse(report) as {
    readonly runs: readonly {
      readonly failures: unknown;
      readonly error?: unknown;
      readonly guard: unknown;
    }[];
  };
  return JSON.stringify(runs.map(({ failures, error, guard }) => ({ failures, error, guard })));
}
