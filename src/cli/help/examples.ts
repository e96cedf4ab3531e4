import type { Example, Examples } from "./example.ts";
import { lookingExamples } from "./looking-examples.ts";
import { runningExamples } from "./running-examples.ts";
import { keepingExamples } from "./keeping-examples.ts";

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
