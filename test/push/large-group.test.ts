import { expect, test } from "vitest";
import { person } from "../support/company.ts";
import type { Directory } from "../support/directory.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { setScene } from "../support/scene.ts";

/** 50,000 takes a minute. */
const size = Number(process.env["SCIMSYNC_MEMBERS"] ?? 150);
const people = Array.from({ length: size }, (_, at) => {
  const id = `p${at}`;
  return person(id, "P", id, { email: `${id}@example.com` });
});

function crew(count: number): Directory {
  const members = people.slice(0, count).map(({ id }) => id);
  return { people, teams: [{ id: "g1", name: "Crew", members }] };
}

test(
  `ten changes in a group of ${size} are one PATCH of less than 2 kB, and nothing of it is read`,
  async () => {
    const writes: string[] = [];
    const watch = (method: string, path: string, body: string) => {
      if (path.includes("/Groups")) writes.push(`${method} ${path} ${Buffer.byteLength(body)}`);
    };
    const scene = await setScene(() => startSandboxServer(), { watch });
    expect((await scene.sync(crew(size - 10))).failures).toEqual([]);
    // The first removals are looked at.
    expect((await scene.sync(crew(size - 13))).failures).toEqual([]);
    for (const count of [size - 3, size - 13]) {
      writes.length = 0;
      const before = scene.server.requests().requests.length;
      const report = await scene.sync(crew(count));
      expect(report.counts.membersAdded + report.counts.membersRemoved).toBe(10);
      const [write = "", ...more] = writes;
      expect(more).toEqual([]);
      expect(write).toMatch(/^PATCH \S+\?excludedAttributes=members \d+$/);
      expect(Number(write.split(" ").at(-1))).toBeLessThan(2000);
      const asked = scene.server.requests().requests.slice(before);
      expect(asked.filter(({ method, path }) => method === "GET" && path.includes("/Groups"))).toEqual([]);
    }
  },
  Math.max(30_000, size * 10),
);
