import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { config, type Desk } from "./desk.ts";

/** A channel of `notify` at a desk: a program that keeps what it is given, one alert a line. */
export interface Keeper {
  /** Writes the config of the desk with these channels. */
  configure(...channels: readonly string[]): void;
  /** Writes the program; gives the channel that runs it. */
  install(): string;
  /** What it was given since it was last asked. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
  told(): any[];
}

export function keeperAt(desk: Desk): Keeper {
  return {
    configure(...channels) {
      const lines = channels.map((line) => `  - ${line}`);
      desk.write("scimsync.yaml", ...config(desk.sandbox), "notify:", ...lines);
    },
    install() {
      desk.write(
        "keep.sh",
        "#!/bin/sh",
        'cat >> told.jsonl; echo "$SCIMSYNC_OCCASION $SCIMSYNC_TARGET" >> words',
      );
      chmodSync(desk.path("keep.sh"), 0o755);
      return "{ command: [./keep.sh] }";
    },
    told() {
      if (!existsSync(desk.path("told.jsonl"))) return [];
      const lines = readFileSync(desk.path("told.jsonl"), "utf8").trim().split("\n");
      rmSync(desk.path("told.jsonl"));
      return lines.map((line) => JSON.parse(line) as unknown);
    },
  };
}
