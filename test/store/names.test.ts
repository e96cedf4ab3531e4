import { describe, expect, test } from "vitest";
import type { EntryId } from "../../src/plan/operation.ts";
import type { SourceKey } from "../../src/source/record.ts";
import type { Store } from "../../src/store/store.ts";
import { store } from "./state-file.ts";

/** Makes users in the copy of the directory; gives their numbers. */
function users(state: Store, count: number): readonly EntryId[] {
  return state.atOnce(() =>
    Array.from({ length: count }, (_, n) => {
      const key = `e${String(n).padStart(6, "0")}` as SourceKey;
      const entry = { key, fingerprint: "f", attributes: {}, sources: "s", aliases: [] };
      return state.directory.put("user", entry, 1, undefined);
    }),
  );
}

function claim(state: Store, entries: readonly EntryId[], nameOf: (at: number) => string | undefined): void {
  state.targets.claimNames(entries.map((entry, at) => ({ entry, name: nameOf(at) })));
}

function doubles(state: Store): readonly string[] {
  return state.targets.doubleClaims("app").map(({ name, users }) => {
    return `${name}: ${users.map(({ key }) => Number(key.slice(1))).join(" ")}`;
  });
}

// More claims than a few are looked through in another way.
describe.each([40, 12_000])("names that several want, of %i users", (count) => {
  test("are found among those claimed now, whoever else has them", () => {
    const state = store();
    const entries = users(state, count + 2);
    claim(state, entries, (at) => (at === 7 ? "n3" : `n${at}`));
    expect(doubles(state)).toEqual(["n3: 3 7"]);
    state.targets.clearMoving();
    claim(state, entries.slice(0, count), (at) =>
      at === 7 ? "n7" : `n${count + (at === 5 ? 1 : at * count * 2 + 9)}`,
    );
    expect(doubles(state)).toEqual([`n${count + 1}: 5 ${count + 1}`]);
  });

  test("are not told again when nobody claims them in this planning", () => {
    const state = store();
    const entries = users(state, count + 2);
    claim(state, entries, (at) => (at >= count ? "same" : `n${at}`));
    expect(doubles(state)).toEqual([`same: ${count} ${count + 1}`]);
    state.targets.clearMoving();
    claim(state, entries.slice(0, count), (at) => `n${at}`);
    expect(doubles(state)).toEqual([]);
    state.targets.clearMoving();
    claim(state, entries.slice(0, count + 1), (at) => (at === count ? "same" : `n${at}`));
    expect(doubles(state)).toEqual([`same: ${count} ${count + 1}`]);
  });

  test("are free once those who had them want none", () => {
    const state = store();
    const entries = users(state, count);
    claim(state, entries, (at) => `n${at % (count - 1)}`);
    expect(doubles(state)).toEqual([`n0: 0 ${count - 1}`]);
    state.targets.clearMoving();
    claim(state, entries, (at) => (at === 0 ? undefined : `n${at % (count - 1)}`));
    expect(doubles(state)).toEqual([]);
  });
});
