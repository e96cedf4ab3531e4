import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { person } from "../support/company.ts";
import type { Directory } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import type { TargetSettings } from "../support/installation.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { type BulkFront, type BulkHandler, startBulkFront } from "./bulk-front.ts";

export interface BulkSetting {
  readonly quirks?: readonly QuirkName[];
  readonly connector?: JsonObject;
  readonly handle?: BulkHandler;
  readonly settings?: TargetSettings;
}

/** A scene at a sandbox that is worked with by bulk requests. */
export function bulkScene(setting: BulkSetting = {}): Promise<Scene<BulkFront>> {
  const { quirks = [], connector = {}, handle, settings = {} } = setting;
  const offered: JsonObject = { bulk: { use: "offered" }, ...connector };
  const start = async () => startBulkFront(await startSandboxServer(offered, quirks), handle);
  return setScene(start, settings, fastClock(20));
}

/** People without managers, each in one of the teams. */
export function crowd(people: number, teams: number): Directory {
  const everybody = Array.from({ length: people }, (_, at) =>
    person(`p${String(at).padStart(5, "0")}`, `Given${at}`, "Family", { email: `p${at}@example.com` }),
  );
  const groups = Array.from({ length: teams }, (_, at) => ({
    id: `t${at}`,
    name: `Team ${at}`,
    members: everybody.filter((_one, who) => who % teams === at).map(({ id }) => id),
  }));
  return { people: everybody, teams: groups };
}

/** The writes that came in, in order; ids are left out. */
export function writes({ server }: Scene<BulkFront>, from = 0): readonly string[] {
  const calls = server.calls.slice(from).filter((call) => !call.startsWith("GET"));
  return calls.map((call) => call.replace(/[0-9a-f-]{36}/, "ID"));
}

/** How many writes of a kind came in, such as `POST /Users`. */
export function count(scene: Scene<BulkFront>, write: string): number {
  return writes(scene).filter((call) => call === write).length;
}

/** A result that refuses its operation. */
export function refused({ method = "POST", bulkId = "" }: JsonObject, status: number): JsonObject {
  const response = { detail: "not like this", status: String(status) };
  return { method, bulkId, status: String(status), response };
}
