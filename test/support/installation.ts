import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dispatcher } from "undici";
import type { JsonObject } from "../../src/canonical.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { silentLogger } from "../../src/log.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import type { Mode } from "../../src/sync/planning/planning.ts";
import type { RunReport } from "../../src/sync/report.ts";
import type { RunEvent } from "../../src/sync/run-context.ts";
import { sync } from "../../src/sync/sync.ts";
import { miscounts } from "../store/state-file.ts";
import { type Directory, writeDirectory } from "./directory.ts";
import { NodeHttpDispatcher } from "./node-http-dispatcher.ts";
import type { ScimServer } from "./servers/scim-server.ts";
import { configOf, type WrittenSettings } from "./written-config.ts";

/** Settings of the target that differ from one test to the next, in the words of scimsync.yaml. */
export interface TargetSettings extends WrittenSettings {
  readonly token?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Given each exchange as an entry of an HTTP Archive. */
  readonly record?: (entry: JsonObject) => void;
  /** Told each write that scimsync sends: method, path below the host, and body. */
  readonly watch?: (method: string, path: string, body: string) => void;
  /** Told how a run goes on. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Sends in place of the network; not together with `watch`. */
  readonly dispatcher?: Dispatcher;
}

/** scimsync set up in a folder of its own for one target: config, directory files and state file. */
export interface Installation {
  readonly folder: string;
  /** Writes the directory and runs `sync`; without one, runs it on the files as they are. */
  sync(directory?: Directory, mode?: Mode): Promise<RunReport>;
  /** Changes settings of the target from the next run on. */
  configure(settings: TargetSettings): void;
  remove(): Promise<void>;
}

const connectorFolder = fileURLToPath(new URL("../../connectors", import.meta.url));
/** Sets scimsync up against the server. The clock may run fast, so that waiting for a pause costs little. */
export async function install(
  server: ScimServer,
  settings: TargetSettings = {},
  clock: Clock = systemClock,
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-scenario-"));
  let current = settings;
  async function runOnce(mode: Mode): Promise<RunReport> {
    const file = join(folder, "scimsync.yaml");
    await writeFile(file, JSON.stringify(configOf(server, current), undefined, 2));
    const environment = { SCIM_TOKEN: current.token ?? server.token, ...current.environment };
    const loaded = await loadConfig(file, environment, connectorFolder);
    const store = openStore(loaded.config.state);
    try {
      const [report] = await sync({
        loaded,
        store,
        targets: [],
        mode,
        keys: [],
        allowRemovals: 0,
        clock,
        random: Math.random,
        log: silentLogger,
        stop: new AbortController().signal,
        onRecords: () => {},
        onEvent: current.onEvent ?? (() => {}),
        ...(current.record === undefined ? {} : { record: current.record }),
        ...(current.dispatcher === undefined ? {} : { dispatcher: unclosed(current.dispatcher) }),
        ...(current.watch === undefined ? {} : { dispatcher: watched(current.watch) }),
      });
      if (report === undefined) throw new Error("sync gave no report");
      return report;
    } finally {
      store.close();
    }
  }
  async function run(mode: Mode): Promise<RunReport> {
    const report = await runOnce(mode);
    const [wrong] = miscounts(join(folder, "scimsync.db"));
    if (wrong !== undefined) throw new Error(`links are not as many as kept: ${JSON.stringify(wrong)}`);
    return report;
  }
  return {
    folder,
    async sync(directory, mode = "sync") {
      if (directory !== undefined) await writeDirectory(folder, directory);
      return run(mode);
    },
    configure: (settings) => {
      current = { ...current, ...settings };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A client closes what it was given, and the next run needs it again. */
function unclosed(dispatcher: Dispatcher): Dispatcher {
  return Object.assign(Object.create(dispatcher) as Dispatcher, { close: async () => {} });
}

function watched(watch: Exclude<TargetSettings["watch"], undefined>): Dispatcher {
  return new NodeHttpDispatcher().compose((dispatch) => (options, handler) => {
    const { method, path, body } = options;
    if (typeof body === "string") watch(method, path, body);
    return dispatch(options, handler);
  });
}
