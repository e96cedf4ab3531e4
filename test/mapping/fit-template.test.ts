import { expect, it } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { fitTemplate } from "../../src/mapping/fit-template.ts";
import { indexNames } from "../../src/mapping/known-names.ts";

const index = indexNames(["email", "phone", "mails.value"]);

/** What is left of a template of which all is optional, and what is not. */
function fit(attributes: JsonObject, optional: readonly (readonly (string | number)[])[]) {
  return fitTemplate(attributes, optional, (_variable, path) => index.has(path));
}

it("what is left out takes along what says nothing without it, and nothing else", () => {
  const attributes = {
    title: "${user.title}",
    active: true,
    emails: [
      { value: "${user.mail}", display: "${user.email}", type: "work" },
      { value: "${user.email}", type: "home" },
    ],
    addresses: [{ locality: "${user.city}", type: "work", country: "DE" }],
    name: { givenName: "${user.first}", formatted: "${user.email}" },
  };
  const fitted = fit(attributes, [
    ["title"],
    ["emails", 0, "value"],
    ["emails", 1, "value"],
    ["addresses", 0, "locality"],
    ["name", "givenName"],
  ]);
  expect(fitted.attributes).toEqual({
    active: true,
    emails: [{ value: "${user.email}", type: "home" }],
    name: { formatted: "${user.email}" },
  });
  expect(fitted.leftOut.map(({ path, names }) => [path, ...names])).toEqual([
    ["title", "title"],
    ['emails[type eq "work"].value', "mail"],
    ['addresses[type eq "work"].locality', "city"],
    ["name.givenName", "first"],
  ]);
  expect(fitted.whence(["emails", 0, "value"])).toEqual(["emails", 1, "value"]);
});

it.each([
  ["coalesce(user.nick, user.email)", true],
  ["lower(default(user.nick, 'none'))", true],
  ["coalesce(user.nick, coalesce(user.nick, user.other))", false],
  ["coalesce(user.email, 'x') + user.nick", false],
  ["user.nick != null ? user.nick : user.email", false],
  ["user.mails[0].value", true],
  ["user.mails[0].kind", false],
  ["user.mails.filter(m, m.value == user.nick)", false],
])("%s is kept of a source without nick: %s", (expression, isKept) => {
  const text = `\${${expression}}`;
  const { attributes, tolerated } = fit({ title: text }, [["title"]]);
  expect(attributes).toEqual(isKept ? { title: text } : {});
  expect([...tolerated]).toEqual(isKept && expression.includes("nick") ? [expression] : []);
});
