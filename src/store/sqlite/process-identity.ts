import { readFileSync, readlinkSync } from "node:fs";

/** Tells a process from another that had its number before, or has it in another container. */
export interface ProcessIdentity {
  /** The start of the machine, and the space in which numbers of processes mean something. */
  readonly space: string;
  /** When the process began, in ticks since the machine did. */
  readonly start: string;
}

/** The identity of a living process of our space; undefined where the system does not tell, as only Linux does. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const space = `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // proc_pid_stat(5): the name, second and in brackets, may hold anything; the start is field 22.
    const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return start === undefined ? undefined : { space, start };
  } catch {
    return undefined;
  }
}
