import { onTestFinished } from "vitest";
import { runHere } from "../cli/in-process.ts";
import type { Folder } from "./folder.ts";
import { wordsOf } from "./folder.ts";

/** What the first line of `scimsync sandbox` tells. */
export interface ToldSandbox {
  readonly url: string;
  readonly token: string;
}

/** Runs `scimsync sandbox …` as a page says it, on a free port, until the test is over. */
export async function startToldSandbox(folder: Folder, line: string): Promise<ToldSandbox> {
  const before = signalListeners();
  const from = process.cwd();
  process.chdir(folder.path);
  const told = await new Promise<string>((resolve, reject) => {
    const ended = runHere([...wordsOf(line), "--port", "0"], {}, (text, stream) => {
      if (stream === "stdout") resolve(text);
    });
    onTestFinished(async () => {
      interrupt(before);
      await ended;
    });
    ended.then(({ stderr }) => reject(new Error(`scimsync ${line} ended: ${stderr}`)), reject);
  }).finally(() => process.chdir(from));
  const [url = "", , token = ""] = told.trim().split(" ");
  return { url, token };
}

const signals = ["SIGINT", "SIGTERM"] as const;
type Listener = (...args: readonly unknown[]) => void;

function signalListeners(): ReadonlySet<Listener> {
  return new Set(signals.flatMap((signal) => process.rawListeners(signal) as Listener[]));
}

/** As Ctrl-C does, for whoever began to listen since: a real signal would end the tests. */
function interrupt(before: ReadonlySet<Listener>): void {
  for (const signal of signals)
    for (const listener of process.rawListeners(signal) as Listener[])
      if (!before.has(listener)) listener(signal);
}
