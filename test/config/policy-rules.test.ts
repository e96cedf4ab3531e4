import { describe, expect, test } from "vitest";
import { good, problemsOf } from "./config-file.ts";

/** `good` with one thing changed, and what is said of it. */
const cases: readonly (readonly [string, string, string, string])[] = [
  [
    "fill if empty that is almost in attributes",
    "    users: { attributes: {",
    "    users: { fillIfEmpty: [titel], attributes: { title: x,",
    "7:28 targets.app.users.fillIfEmpty[0]: titel is not in attributes; did you mean title?",
  ],
  [
    "a path with brackets that hold no filter",
    "    users: { attributes: {",
    "    users: { createOnly: ['emails[work]'], attributes: { emails: x,",
    "7:27 targets.app.users.createOnly[0]: `emails[work]` is not an attribute path: in `[…]`: expected an operator such as `eq`, the filter ends at character 5",
  ],
  [
    "a secret that people need",
    "    users: {",
    "    users: { secret: [userName],",
    "7:23 targets.app.users.secret[0]: userName cannot be secret: plans, reports and look-ups need it; take it out",
  ],
];

describe("a path of a policy", () => {
  test.each(cases)("%s", async (_name, part, instead, expected) => {
    expect(good).toContain(part);
    expect(await problemsOf(good.replace(part, () => instead))).toEqual([expected]);
  });
});

describe("policies that contradict each other are told at both places", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      "createOnly: [title], fillIfEmpty: [Title]",
      [
        "7:27 targets.app.users.createOnly[0]: title is in fillIfEmpty[0], too: is it left alone after create, or filled in where it is empty; take it out of one",
        "7:49 targets.app.users.fillIfEmpty[0]: Title is in createOnly[0], too: is it left alone after create, or filled in where it is empty; take it out of one",
      ],
    ],
    [
      "createOnly: [name], clearWhenEmpty: [title, name.givenName]",
      [
        "7:27 targets.app.users.createOnly[0]: name is in clearWhenEmpty[1] (name.givenName), too: is it left alone after create, or removed when empty; take it out of one",
        "7:58 targets.app.users.clearWhenEmpty[1]: name.givenName is in createOnly[0] (name), too: is it left alone after create, or removed when empty; take it out of one",
      ],
    ],
    [
      "fillIfEmpty: ['emails[type eq \"work\"]'], clearWhenEmpty: [emails]",
      [
        '7:28 targets.app.users.fillIfEmpty[0]: emails[type eq "work"] is in clearWhenEmpty[0] (emails), too: is what others set left alone, or removed when empty; take it out of one',
        '7:72 targets.app.users.clearWhenEmpty[0]: emails is in fillIfEmpty[0] (emails[type eq "work"]), too: is what others set left alone, or removed when empty; take it out of one',
      ],
    ],
    [
      "secret: [nickName], match: [userName, nickName]",
      [
        "7:23 targets.app.users.secret[0]: nickName is in match[1], too: what is looked for stands in addresses and logs; take it out of one",
        "7:52 targets.app.users.match[1]: nickName is in secret[0], too: what is looked for stands in addresses and logs; take it out of one",
      ],
    ],
    ["createOnly: [nickName], secret: [nickName], fillIfEmpty: ['emails[type eq \"work\"]']", []],
    ["createOnly: ['emails[type eq \"home\"]'], fillIfEmpty: ['emails[type eq \"work\"]']", []],
  ];
  test.each(cases)("%s", async (policies, expected) => {
    const attributes = "attributes: { title: x, nickName: n, name: { givenName: g }, emails: e,";
    expect(await problemsOf(good.replace("attributes: {", () => `${policies}, ${attributes}`))).toEqual(
      expected,
    );
  });
});
