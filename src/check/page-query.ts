import type { CheckedTarget } from "./target.ts";

/** The query of a page that begins with this resource, the first being 1, wherever the service begins to count. */
export function pageQuery({ knobs }: Pick<CheckedTarget, "knobs">, first: number, count: number): string {
  return `?startIndex=${first - 1 + knobs.profile.reads.firstIndex}&count=${count}`;
}
