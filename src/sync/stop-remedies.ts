import type { TargetErrorReason } from "../errors.ts";

/** What to do when a target as a whole is stopped, by the reason; TARGET stands for its id. */
export const stopRemedies: Readonly<Record<TargetErrorReason | "stale_plan", string>> = {
  credentials_refused:
    "renew or put right what is named; `scimsync check TARGET` tries it, and the next run goes on from here",
  unreachable:
    "see that the address is right and answers from this machine, with `scimsync check TARGET`; the next run goes on from here",
  not_scim:
    "set baseUrl to the address that the service gives for SCIM, without /Users; `scimsync check TARGET` looks whether it answers",
  throttled:
    "if it comes again, lower limits.requestsPerSecond or raise limits.maxWait; the next run goes on from here",
  other_tenant:
    "give the new address a target id of its own; if it is the same tenant, type `scimsync state moved TARGET`",
  clock_differs: "put right the clock that is wrong, and run again; nobody was deleted",
  breaker:
    "mend what the last failures have in common, in the mapping or at the target; `scimsync failures TARGET` lists them, and the next run goes on from here",
  stale_plan: "make a new plan with `scimsync plan TARGET --out FILE`, and read it; nothing was sent",
};

/** The same for one target. */
export function stopRemedy(reason: keyof typeof stopRemedies, target: string): string {
  return stopRemedies[reason].replaceAll("TARGET", target);
}

/** Says where the target is, unless that is said. */
export function withAddress(message: string, baseUrl: string): string {
  const { host } = new URL(baseUrl);
  return message.includes(host) ? message : `${baseUrl}: ${message}`;
}
