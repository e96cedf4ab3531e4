import { beforeAll, expect, onTestFinished } from "vitest";
import type { Clock } from "../../src/clock.ts";
import type { Mode } from "../../src/sync/planning/planning.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { company } from "./company.ts";
import type { Directory } from "./directory.ts";
import { type Besides, heldBy, idsAt, saidBy } from "./holdings.ts";
import { install, type Installation, type TargetSettings } from "./installation.ts";
import type { ScimServer } from "./servers/scim-server.ts";

/** A server and a scimsync set up against it. */
export interface Scene<Server extends ScimServer = ScimServer> extends Pick<
  Installation,
  "configure" | "folder"
> {
  readonly server: Server;
  /** The directory of the last run. */
  readonly today: Directory;
  /** Runs `sync` with this directory and gives the report, whatever it says. */
  sync(directory?: Directory, mode?: Mode): Promise<RunReport>;
  /**
   * Runs `sync` and expects that nothing failed, that the server then holds what the directory says, and that
   * a second run makes no request. Gives the report of the first.
   */
  bring(directory: Directory, besides?: Besides): Promise<RunReport>;
  /** Expects that a run on the files as they are makes no request. */
  expectNoRequests(): Promise<void>;
  /** Expects that the server holds what the directory says. */
  expectHeld(directory: Directory, besides?: Besides): Promise<void>;
  /** The id of the user or group of that name at the server. */
  idOf(name: string): Promise<string | undefined>;
  end(): Promise<void>;
}

/** A scene for one test; it ends with the test. */
export async function setScene<Server extends ScimServer>(
  start: () => Promise<Server>,
  settings: TargetSettings = {},
  clock?: Clock,
): Promise<Scene<Server>> {
  const scene = await openScene(start, settings, clock);
  onTestFinished(() => scene.end());
  return scene;
}

/** The same after a first run with the company. */
export async function setCompanyScene<Server extends ScimServer>(
  start: () => Promise<Server>,
  settings?: TargetSettings,
): Promise<Scene<Server>> {
  const scene = await setScene(start, settings);
  await scene.sync(company);
  return scene;
}

/**
 * One scene, after a first run with the company, for all tests of a `describe`: each goes on from what the one before
 * left, as days follow each other. Gives a function for use inside the tests.
 */
export function companyOverDays(start: () => Promise<ScimServer>, first = company): () => Scene {
  let scene: Scene | undefined;
  beforeAll(async () => {
    scene = await openScene(start, {});
    await scene.sync(first);
    return () => scene?.end();
  });
  return () => {
    if (scene === undefined) throw new Error("the scene was not set");
    return scene;
  };
}

/** The same for several tests; whoever opens it ends it. */
export async function openScene<Server extends ScimServer>(
  start: () => Promise<Server>,
  settings: TargetSettings = {},
  clock?: Clock,
): Promise<Scene<Server>> {
  const server = await start();
  const installation = await install(server, settings, clock);
  let today = company;
  function sync(directory?: Directory, mode?: Mode): Promise<RunReport> {
    today = directory ?? today;
    return installation.sync(directory, mode);
  }
  async function expectNoRequests(): Promise<void> {
    const before = server.requestCount();
    const report = await sync();
    expect(server.requestCount() - before).toBe(0);
    expect(report).toMatchObject({ exitCode: 0, requests: { total: 0 } });
  }
  async function expectHeld(directory: Directory, besides?: Besides): Promise<void> {
    expect(await heldBy(server)).toEqual(saidBy(directory, besides));
  }
  async function bring(directory: Directory, besides?: Besides): Promise<RunReport> {
    const before = server.requestCount();
    const report = await sync(directory);
    expect(report.failures).toEqual([]);
    expect(report.exitCode).toBe(0);
    expect(report.requests.total).toBe(server.requestCount() - before);
    await expectHeld(directory, besides);
    await expectNoRequests();
    return report;
  }
  return {
    server,
    get today() {
      return today;
    },
    sync,
    folder: installation.folder,
    configure: (settings) => installation.configure(settings),
    bring,
    expectNoRequests,
    expectHeld,
    idOf: async (name) => (await idsAt(server))[name],
    end: async () => {
      await server.close();
      await installation.remove();
    },
  };
}

const uncounted = { inScope: 0, unchanged: 0 };

/** The counts of a report that are not zero, apart from how many people there are. */
export function done({ counts }: RunReport): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([name, n]) => n !== 0 && !(name in uncounted)));
}
