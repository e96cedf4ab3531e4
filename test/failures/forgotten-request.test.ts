import { expect, test } from "vitest";
import { redactPerson } from "../../src/store/sqlite/redact-person.ts";

test("of somebody who is forgotten no report keeps the path of a request, which may be their name", () => {
  const names = new Set(["ann@example.com"]);
  const { redact } = redactPerson({ key: "a1", names, pseudonym: "forgotten-1" });
  const failure = { key: "a1", method: "PATCH", path: "/Users/ann%40example.com", requestId: "ann-7" };
  const own = redact(failure);
  expect(own).toEqual({
    key: "forgotten-1",
    method: "PATCH",
    path: "forgotten-1",
    requestId: "forgotten-1",
  });
  expect(redact({ ...failure, key: "b1", path: "/Users/7" })).toMatchObject({ key: "b1", path: "/Users/7" });
});
