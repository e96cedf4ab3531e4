import { expect, test } from "vitest";
import { TargetError } from "../../src/errors.ts";
import { type AccessToken, createTokenCache } from "../../src/scim/credentials/token-cache.ts";
import { heldClock } from "./held-clock.ts";
import { rejection } from "./mocked-client.ts";

const minute = 60_000;
const hour = 60 * minute;

/** A cache whose tokens are named 1, 2, 3, with the lives given. */
function cacheOf(...lives: readonly (number | undefined)[]) {
  const clock = heldClock();
  let fetched = 0;
  const cache = createTokenCache(async (): Promise<AccessToken> => {
    fetched += 1;
    return { value: String(fetched), expiresIn: lives[Math.min(fetched, lives.length) - 1] };
  }, clock);
  return { clock, cache };
}

test.each([
  ["an hour: a minute before its end", 3600, hour - minute],
  ["five minutes: a tenth before its end", 300, 4.5 * minute],
  ["ten seconds", 10, 9_000],
  ["not stated: taken for an hour", undefined, hour - minute],
  ["milliseconds by mistake: a day", 3_600_000, 24 * hour - minute],
  ["beyond all bounds: a day", 1e300, 24 * hour - minute],
])("a life of %s", async (_name, expiresIn, used) => {
  const { clock, cache } = cacheOf(expiresIn);
  expect(await cache.current()).toBe("1");
  await clock.sleep(used - 1);
  expect(await cache.current()).toBe("1");
  await clock.sleep(1);
  expect(await cache.current()).toBe("2");
});

test("a life begins when the token was asked for, not when it came", async () => {
  const clock = heldClock();
  let fetched = 0;
  const cache = createTokenCache(async () => {
    await clock.sleep(5 * minute);
    return { value: String(++fetched), expiresIn: 600 };
  }, clock);
  expect(await cache.current()).toBe("1");
  await clock.sleep(4 * minute);
  expect(await cache.current()).toBe("2");
});

test("a token that is refused is fetched anew, but one that came since stays", async () => {
  const { cache } = cacheOf(3600);
  expect(await cache.current()).toBe("1");
  cache.refused("1");
  expect(await cache.current()).toBe("2");
  cache.refused("1");
  expect(await cache.current()).toBe("2");
});

test("however many ask, one fetch is on its way; it ends when the last has gone", async () => {
  const signals: AbortSignal[] = [];
  let give: ((token: AccessToken) => void) | undefined;
  const cache = createTokenCache((signal) => {
    signals.push(signal);
    return new Promise((resolve, reject) => {
      give = resolve;
      signal.addEventListener("abort", () => reject(new Error("abandoned")), { once: true });
    });
  }, heldClock());
  const first = new AbortController();
  const second = new AbortController();
  const asked = [first, second].map((one) => rejection(cache.current(one.signal)));
  first.abort(new Error("the first went"));
  expect(await asked[0]).toMatchObject({ message: "the first went" });
  expect(signals).toHaveLength(1);
  expect(signals[0]?.aborted).toBe(false);
  second.abort(new Error("the second went"));
  expect(await asked[1]).toMatchObject({ message: "the second went" });
  expect(signals[0]?.aborted).toBe(true);

  const many = Array.from({ length: 20 }, () => cache.current());
  give?.({ value: "t", expiresIn: 60 });
  expect(new Set(await Promise.all(many))).toEqual(new Set(["t"]));
  expect(signals).toHaveLength(2);
});

test("a refusal is final, a failure is not", async () => {
  const errors: readonly Error[] = [
    new TargetError("unreachable", "down"),
    new TargetError("credentials_refused", "no"),
  ];
  let fetched = 0;
  const cache = createTokenCache(
    () => Promise.reject(errors[fetched++] ?? new Error("asked again")),
    heldClock(),
  );
  const said: string[] = [];
  for (let n = 0; n < 3; n += 1) said.push(String(await rejection(cache.current())));
  expect(said).toEqual(["TargetError: down", "TargetError: no", "TargetError: no"]);
});
