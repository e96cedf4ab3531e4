import type { Workspace } from "../cli/workspace.ts";

/** When to kill: so many milliseconds after the start, or once the run sent so many requests of a kind. */
export type Moment =
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "requests"; readonly method: string; readonly path: string; readonly count: number };

export interface Killed {
  readonly moment: Moment;
  /** False when the run ended before its moment came. */
  readonly killed: boolean;
  /** Requests answered in this run. */
  readonly requests: number;
  /** What the provider held when the run was dead. */
  readonly users: number;
  readonly groups: number;
  readonly members: number;
}

/** Starts a run and ends it with SIGKILL at the moment. */
export async function runAndKill(workspace: Workspace, moment: Moment): Promise<Killed> {
  const { sandbox } = workspace;
  sandbox.clearRequests();
  const run = workspace.start("sync");
  const ended = run.done.then(({ signal }) => signal);
  const moments = whenCome(workspace, moment);
  await Promise.race([moments.come, ended]);
  moments.stop();
  run.kill("SIGKILL");
  const signal = await ended;
  const groups = sandbox.groups();
  return {
    moment,
    killed: signal === "SIGKILL",
    requests: sandbox.requests().total,
    users: sandbox.users().length,
    groups: groups.length,
    members: groups.reduce((sum, { members }) => sum + (Array.isArray(members) ? members.length : 0), 0),
  };
}

/** Resolves `come` when the moment is there, unless stopped before. */
function whenCome(workspace: Workspace, moment: Moment): { readonly come: Promise<void>; stop(): void } {
  const began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const come = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      if (isCome(workspace, moment, performance.now() - began)) resolve();
    }, 1);
  });
  return { come, stop: () => clearInterval(timer) };
}

function isCome({ sandbox }: Workspace, moment: Moment, ms: number): boolean {
  if (moment.kind === "time") return ms >= moment.ms;
  const { byMethod, requests } = sandbox.requests();
  if ((byMethod[moment.method] ?? 0) < moment.count) return false;
  const ofKind = requests.filter(
    ({ method, path }) => method === moment.method && path.startsWith(moment.path),
  );
  return ofKind.length >= moment.count;
}

export function describeKill({ moment, killed, requests, users, groups, members }: Killed): string {
  const when =
    moment.kind === "time"
      ? `${Math.round(moment.ms)} ms`
      : `${moment.count} ${moment.method} ${moment.path}`;
  return `${killed ? "killed" : "ENDED"} after ${when}: ${requests} requests; provider has ${users} users, ${groups} groups, ${members} members`;
}
