import { company } from "./company.ts";
import type { Directory } from "./directory.ts";
import { type Front, startFront } from "./front.ts";
import { type MovableClock, movableClock } from "./movable-clock.ts";
import { startSandboxServer } from "./sandbox-server.ts";
import { type Scene, setScene } from "./scene.ts";

/** A company at a provider that refuses what it is told to. */
export interface Refusing {
  readonly scene: Scene<Front>;
  readonly clock: MovableClock;
  /** From now on requests like this are refused. */
  readonly refuse: (method: string, path: string, status?: number) => void;
  readonly takeAll: () => void;
  /** Runs, and tells whether something was refused in it. */
  readonly isTried: (directory?: Directory) => Promise<boolean>;
}

/** Sets the scene after a first run in which all was taken. */
export async function setRefusing(directory = company): Promise<Refusing> {
  const clock = movableClock();
  const scene = await setScene(async () => startFront(await startSandboxServer()), {}, clock);
  await scene.bring(directory);
  let refused = 0;
  return {
    scene,
    clock,
    refuse: (method, path, status = 400) =>
      scene.server.meddle((...request) => {
        if (request[0] !== method || request[1] !== path) return undefined;
        refused += 1;
        return { status };
      }),
    takeAll: () => scene.server.meddle(() => undefined),
    async isTried(today) {
      const before = refused;
      await scene.sync(today);
      return refused > before;
    },
  };
}
