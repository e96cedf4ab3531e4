import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../../src/canonical.ts";
import { systemClock } from "../../src/clock.ts";
import { type LoadedConfig, loadConfig } from "../../src/config/load.ts";
import { loadConnector } from "../../src/connector/load.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { silentLogger } from "../../src/log.ts";
import { parseFault } from "../../src/sandbox/faults/faults.ts";
import type { LoggedRequest } from "../../src/sandbox/request-log.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { plan, sync, type SyncOptions } from "../../src/sync/sync.ts";
import type { LivePlan } from "../../src/sync/planning/plan-only.ts";
import type { Mode } from "../../src/sync/planning/planning.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { type Network, type SimulatedTime, simulateTime } from "../support/simulated-time.ts";
import { headerLine, openTally, pathKind, requestLine, type Tally } from "./exchange-record.ts";
import { acceptInvitation, makeByOthers, otherSignIn, signInFor } from "./sign-in.ts";
import { wantOf } from "./want.ts";
import { type Company, type Person, source, writeCompany } from "./people.ts";

/** Settings of a connector profile, as its file would have them. */
export type ProfileSettings = JsonObject;

/** Two sides of a conversation, and what both should go by; a knob may be known to one of them alone. */
export interface Sides {
  readonly profile: ProfileSettings;
  /** What the client goes by. */
  readonly client: ProfileSettings;
  /** What the sandbox plays. */
  readonly service: ProfileSettings;
}

/** A sandbox that plays a profile, and a scimsync set up against it with a profile. */
export interface Stage {
  /** What both sides should go by. */
  readonly profile: ConnectorProfile;
  /** The target as it is when the client goes by that. */
  readonly intended: LoadedConfig;
  readonly sandbox: Sandbox;
  /** Requests since the last time this was cleared. */
  readonly sent: Tally;
  /** Refused ones among them, with their status. */
  refused(): readonly string[];
  readonly headers: Tally;
  /** Requests as they came in since the last time `sent` was cleared. */
  log(): readonly LoggedRequest[];
  /** Runs `sync`, on this company where one is given; time passes before it, so that no quota is used up. */
  sync(company?: Company): Promise<RunReport>;
  plan(mode: Mode): Promise<Outlook>;
  /** Makes an account as somebody does in the application itself. */
  makeThere(company: Company, person: Person): Promise<void>;
  /** Somebody accepts an invitation. */
  accept(company: Company, person: Person): Promise<void>;
  /** What the config is told to think about, with the credentials that the service asks for and with others. */
  readonly notices: readonly string[];
  /** Each of these hits one write from now on, in turn. */
  hitWrites(faults: readonly string[]): void;
  /** What the service limits by, in the words of `--fault`, from now on. */
  limit(...limits: readonly string[]): void;
  end(): Promise<void>;
}

/** What a run would do now, each operation in a few words; and which lists of a look at the service were not whole, and why. */
export interface Outlook {
  readonly operations: readonly { readonly key: string; readonly words: string }[];
  readonly incomplete: readonly string[];
}

const connectorFolder = fileURLToPath(new URL("../../connectors", import.meta.url));
/** Files in memory, where there is such a place: a state file that outlives nothing need not reach a disk. */
const memory = ["/dev/shm"].find((place) => existsSync(place)) ?? tmpdir();

/** Of the base URL of a sandbox. */
const base = "/scim/v2";

/** Time for a test, and what of the network a stage hooks into. */
export interface Theatre {
  readonly time: SimulatedTime;
  /** The stage that is played on now. */
  now?: Partial<Network>;
}

/** Time stands still but for what is waited for, for the rest of the test. */
export function openTheatre(): Theatre {
  const theatre: { time?: SimulatedTime; now?: Partial<Network> } = {};
  theatre.time = simulateTime({
    realIntervals: true,
    onLeave: (request) => theatre.now?.onLeave?.(request),
    onAnswer: (status, headers) => theatre.now?.onAnswer?.(status, headers),
    onSilence: () => theatre.now?.onSilence?.(),
  });
  return theatre as Theatre;
}

export interface Casting extends Sides {
  /** What the target says besides, in the words of scimsync.yaml. */
  readonly target: JsonObject;
  /** Who is there already, as a snapshot of a sandbox. */
  readonly held: (profile: ConnectorProfile, loaded: LoadedConfig) => JsonObject;
  /** An account that others make. */
  readonly madeThere: (
    profile: ConnectorProfile,
    loaded: LoadedConfig,
    company: Company,
    person: Person,
  ) => JsonObject;
  readonly limits: readonly string[];
  /** Milliseconds after which no quota is used up. */
  readonly rest: number;
}

export async function setStage(theatre: Theatre, casting: Casting): Promise<Stage> {
  const { client, service, target, held, madeThere, limits, rest } = casting;
  const folder = await mkdtemp(join(memory, "scimsync-connector-"));
  const profile = await loadWritten(folder, "profile", casting.profile);
  const dialect = await loadWritten(folder, "service", service);
  const db = join(folder, "held.json");
  await writeSettings(folder, "client", client);
  const nowhere = { url: "http://127.0.0.1:9", token: "none" };
  const intended = await loadTarget(folder, nowhere, { ...target, connector: "./profile.yaml" });
  await writeFile(db, JSON.stringify(held(profile, intended)));
  const sandbox = await startSandbox({
    seed: 1,
    dialect,
    clock: theatre.time.serverClock,
    faults: limits.map(parseFault),
    db,
  });
  const auth = await signInFor(profile.auth, sandbox);
  const loaded = await loadTarget(folder, sandbox, { auth, ...target });
  const misled = await loadTarget(folder, sandbox, { ...target, auth: otherSignIn(profile.auth) });
  const store = openStore(loaded.config.state);
  const [sent, headers] = [openTally(), openTally()];
  let isHurt = false;
  const aim: { faults: readonly string[]; limits: readonly string[] } = { faults: [], limits };
  const setFaults = (...faults: readonly string[]) => sandbox.setFaults(faults.map(parseFault));
  theatre.now = {
    onLeave(request) {
      sent.add(requestLine(request, base));
      headers.add(headerLine(request));
      const [fault, ...rest] = aim.faults;
      const isWrite = request.method !== "GET" && request.path.startsWith(base);
      if (fault === undefined || !isWrite) return;
      aim.faults = rest;
      isHurt = true;
      setFaults(fault, ...aim.limits);
    },
    onAnswer: () => healed(),
    onSilence: () => healed(),
  };
  function healed(): void {
    if (isHurt) setFaults(...aim.limits);
    isHurt = false;
  }
  const want = wantOf(intended);
  const nameThere = (company: Company, person: Person) => want.resource(company, person)["userName"] ?? "";
  const options = (mode: Mode) => syncOptions({ loaded, store, mode, theatre });
  const log = () => sandbox.requests().requests;
  return {
    profile,
    intended,
    sandbox,
    headers,
    sent: {
      ...sent,
      clear() {
        sandbox.clearRequests();
        sent.clear();
      },
    },
    log,
    notices: [...loaded.config.notices, ...misled.config.notices].map((one) =>
      one.replaceAll(/[^\s"]*\.yaml(?::\d+)*/g, "FILE"),
    ),
    makeThere: (company, person) => makeByOthers(sandbox, madeThere(profile, intended, company, person)),
    accept: (company, person) => acceptInvitation(sandbox, nameThere(company, person)),
    refused: () => refusedOf(log()),
    async sync(company) {
      if (company !== undefined) await writeCompany(folder, company);
      await theatre.time.serverClock.sleep(rest);
      const [report] = await sync(options("sync"));
      if (report === undefined) throw new Error("sync gave no report");
      return report;
    },
    async plan(mode) {
      if (mode === "reconcile") await theatre.time.serverClock.sleep(rest);
      const outlook: Outlook[] = [];
      await plan(options(mode), (shown) => void outlook.push(outlookOf(shown)));
      return outlook[0] ?? { operations: [], incomplete: [] };
    },
    hitWrites: (faults) => void (aim.faults = faults),
    limit(...next) {
      aim.limits = next;
      setFaults(...next);
    },
    async end() {
      delete theatre.now;
      store.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function outlookOf({ operations, drift }: LivePlan): Outlook {
  const lists = drift === undefined ? [] : [drift.users, drift.groups];
  return {
    operations: Array.from(operations(), ({ operation }) => {
      const changes = "changes" in operation ? operation.changes : [];
      const words = `${operation.kind} ${operation.name}: ${JSON.stringify(changes)}`;
      return { key: operation.key, words };
    }),
    incomplete: lists.flatMap(({ incomplete }, at) =>
      incomplete === undefined ? [] : [`${at === 0 ? "users" : "groups"} are not all shown: ${incomplete}`],
    ),
  };
}

function refusedOf(log: readonly LoggedRequest[]): readonly string[] {
  const tally = openTally();
  for (const { status, method, path } of log)
    if (status === 0 || status >= 400) tally.add(`${status} ${method} ${pathKind(path)}`);
  return tally.lines();
}

async function writeSettings(folder: string, name: string, settings: ProfileSettings): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, JSON.stringify({ ...settings, extends: "generic" }));
  return file;
}

async function loadWritten(
  folder: string,
  name: string,
  settings: ProfileSettings,
): Promise<ConnectorProfile> {
  return loadConnector(await writeSettings(folder, name, settings), connectorFolder, folder);
}

async function loadTarget(
  folder: string,
  { url, token }: Pick<Sandbox, "url" | "token">,
  target: JsonObject,
): Promise<LoadedConfig> {
  const file = join(folder, "scimsync.yaml");
  const app = { connector: "./client.yaml", baseUrl: url, auth: { token: "${env.SCIM_TOKEN}" }, ...target };
  await writeFile(file, JSON.stringify({ source, targets: { app } }));
  return loadConfig(file, { SCIM_TOKEN: token }, connectorFolder);
}

function syncOptions({
  loaded,
  store,
  mode,
  theatre,
}: {
  readonly loaded: LoadedConfig;
  readonly store: Store;
  readonly mode: Mode;
  readonly theatre: Theatre;
}): SyncOptions {
  return {
    loaded,
    store,
    targets: [],
    mode,
    keys: [],
    allowRemovals: 0,
    clock: systemClock,
    random: () => 0.5,
    log: silentLogger,
    stop: new AbortController().signal,
    onRecords: () => {},
    onEvent: () => {},
    dispatcher: unclosed(theatre.time.dispatcher),
  };
}

/** A client closes what it was given, and the next run needs it again. */
function unclosed(dispatcher: SimulatedTime["dispatcher"]): SimulatedTime["dispatcher"] {
  return Object.assign(Object.create(dispatcher) as SimulatedTime["dispatcher"], { close: async () => {} });
}
