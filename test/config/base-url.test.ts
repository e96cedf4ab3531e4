import { expect, test } from "vitest";
import { readBaseUrl } from "../../src/config/base-url.ts";

test.each([
  ["https://a.example/scim/v2/", "https://a.example/scim/v2"],
  ["https://a.example", "https://a.example"],
  [" https://a.example/Case/%20x ", "https://a.example/Case/%20x"],
  ["http://127.0.0.1:8080/scim", "http://127.0.0.1:8080/scim"],
  ["http://localhost/scim", "http://localhost/scim"],
  ["http://[::1]:9/scim", "http://[::1]:9/scim"],
  ["localhost:8080/scim", "https://localhost:8080/scim"],
  ["https://${env.HOST}/${ env.PATHS }", "https://h.example/a/b"],
  ["${env.URL}", "https://u.example/x"],
])("%s is read as %s", (written, url) => {
  const environment = { HOST: "h.example", PATHS: "a/b", URL: "https://u.example/x/" };
  expect(readBaseUrl(written, environment).url).toBe(url);
});

test.each([
  ["http://localhost.evil.example/", "must begin with https://"],
  ["http://127.0.0.1.evil.example/", "must begin with https://"],
  ["http://127.0.0.1@evil.example/", "credentials do not belong"],
  ["javascript:alert(1)", "is not an address"],
  ["https://a.example/${user.x}", "only ${env.NAME} may stand"],
  ["https://a.example/#x", "must end before ? and #"],
  ["https://a b/", "is not an address"],
])("%s is refused: %s", (written, problem) => {
  const reading = readBaseUrl(written, {});
  expect(reading.problem).toContain(problem);
  expect(reading.url).toBeUndefined();
});
