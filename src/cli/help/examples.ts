import { lookingExamples } from "./looking-examples.ts";
import { runningExamples } from "./running-examples.ts";
import { keepingExamples } from "./keeping-examples.ts";

/** A line as it is typed, and what it is for. */
export type Example = readonly [line: string, says: string];

/** Examples by the path of their command. */
export type Examples = Readonly<Record<string, readonly Example[]>>;

const ofProgram: readonly Example[] = [
  ["scimsync init --source people.csv", "a config to begin with"],
  ["scimsync plan", "what a sync would do; nothing is changed"],
  ["scimsync --quiet sync", "every night, from cron: prints only trouble"],
  ["scimsync status", "how things stand"],
];

/** Of the program itself when the path is empty. */
export function examplesOf(path: readonly string[]): readonly Example[] {
  if (path.length === 0) return ofProgram;
  return allExamples()[path.join(" ")] ?? [];
}

export function allExamples(): Examples {
  return { ...runningExamples, ...lookingExamples, ...keepingExamples };
}
