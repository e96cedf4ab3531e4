import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MembersDraft } from "../../src/sandbox/members-draft.ts";
import { Memberships } from "../../src/sandbox/memberships.ts";

const id = fc.constantFrom("a", "b", "c", "d");
const step = fc.oneof(
  fc.record({ act: fc.constant("add" as const), id }),
  fc.record({ act: fc.constant("remove" as const), id }),
  fc.record({ act: fc.constant("clear" as const), id }),
);

test("a draft does what the same steps do to a plain set, and nothing before it is committed", () => {
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.array(step), (before, steps) => {
      const memberships = new Memberships();
      for (const one of before) memberships.add("g", one, "User");
      const draft = new MembersDraft(memberships.membersOf("g"));
      const plain = new Set(before);
      for (const { act, id } of steps) {
        if (act === "add") draft.add(id, "User");
        else if (act === "remove") draft.remove(id);
        else draft.clear();
        if (act === "add") plain.add(id);
        else if (act === "remove") plain.delete(id);
        else plain.clear();
        expect(draft.has(id)).toBe(plain.has(id));
      }
      expect(Array.from(draft.entries(), ([one]) => one).sort()).toEqual([...plain].sort());
      expect([...memberships.membersOf("g").keys()]).toEqual(before);
      const isSame = before.length === plain.size && before.every((one) => plain.has(one));
      expect(draft.commit("g", memberships)).toBe(!isSame);
      expect([...memberships.membersOf("g").keys()].sort()).toEqual([...plain].sort());
      for (const one of ["a", "b", "c", "d"] as const)
        expect(memberships.groupsOf(one).has("g")).toBe(plain.has(one));
    }),
  );
});

test("a member goes out of a group of 50,000 about as fast as out of a small one", () => {
  const memberships = new Memberships();
  for (let at = 0; at < 50_000; at += 1) memberships.add("g", String(at), "User");
  const start = performance.now();
  for (let at = 0; at < 20_000; at += 1) {
    const draft = new MembersDraft(memberships.membersOf("g"));
    draft.remove(String(at));
    draft.commit("g", memberships);
  }
  // Walking 50,000 members 20,000 times would take many times this.
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(memberships.membersOf("g").size).toBe(30_000);
});
