import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { projectOnto } from "../plan/project.ts";
import { keptAs } from "../scim/attribute-rules.ts";
import { textAt, valuesAt } from "../scim/attribute-value.ts";
import { enterpriseUserSchema, isSchemaUrn, type Resource } from "../scim/resource.ts";
import { readScimError } from "../scim/scim-error.ts";
import { isGood, resourceOf, saidBy } from "./answer.ts";
import { isDropped, isNamed, without } from "./changeable.ts";
import { throwawayUser } from "./throwaway-name.ts";
import type { Made } from "./throwaways.ts";
import { pathOf, type Subject, withoutEmpty } from "./trial.ts";
import type { Workbench } from "./workbench.ts";

interface Attempt {
  readonly attributes: JsonObject;
  /** What was left out of it, in plain words. */
  readonly less?: string;
}

/** The second throw-away user, made as the first one was. Undefined when it cannot be made. */
export async function makeSecond(
  { things, tag, domain, members }: Workbench,
  { sent }: Subject,
): Promise<Resource["id"] | undefined> {
  const second = throwawayLike(sent, throwawayUser(tag, "b", domain));
  const { id } = await things.make("User", second);
  if (id !== undefined) members.names.set(id, textAt(second, "displayName") ?? "");
  return id;
}

/** Another throw-away user with the attributes that the first was made with, and no others. */
export function throwawayLike(sent: JsonObject, all: JsonObject): JsonObject {
  const paths = plainPaths(sent);
  const others = plainPaths(all).filter((path) => !paths.includes(path));
  return without(all, others);
}

/** Makes the first throw-away user. Undefined when none can be made, which is told. */
export async function makeUser(bench: Workbench): Promise<Subject | undefined> {
  const { notes } = bench;
  const { profile } = bench.target.knobs;
  const full = without(throwawayUser(bench.tag, "a", bench.domain), profile.users.refuses);
  let first: Made | undefined;
  for (const { attributes, less } of attempts(full)) {
    const made = await post(bench, attributes);
    first ??= made;
    if (made.id === undefined && made.answer.status < 500 && !isGood(made.answer)) continue;
    if (made.id === undefined) break;
    bench.members.names.set(made.id, textAt(attributes, "displayName") ?? "");
    tellCreation(bench, made, less, first);
    return readFirst(bench, made.id, attributes);
  }
  const refusing = await makeWithoutRefused(bench, full);
  if (refusing !== undefined) return readFirst(bench, refusing.id, refusing.attributes);
  const seen = first === undefined ? "not tried" : saidBy(first.answer);
  notes.probe({ area: "users", what: "POST, create a user", seen, verdict: "differs" });
  const isSilent = first !== undefined && isGood(first.answer);
  notes.block(isSilent ? "POST gives no id, and who was made is not found" : `no user can be made: ${seen}`);
  return undefined;
}

/** Attributes that a refusal names are left out one after the other. */
async function makeWithoutRefused(
  { things, notes, target, members }: Workbench,
  full: JsonObject,
): Promise<{ readonly id: Resource["id"]; readonly attributes: JsonObject } | undefined> {
  let attributes = full;
  for (let at = 0; at < 8; at += 1) {
    const { id, answer } = await things.make("User", attributes);
    if (id !== undefined) {
      members.names.set(id, textAt(attributes, "displayName") ?? "");
      return { id, attributes };
    }
    const { detail } = readScimError(answer);
    const names = plainPaths(attributes).filter((path) => !/^(?:userName|active|emails\b)/.test(path));
    const refused = names.find((path) => detail.split(/[\s"'`,;:()]+/).includes(path));
    if (refused === undefined || answer.status >= 500) return undefined;
    notes.suggestItem(
      "users.refuses",
      target.knobs.profile.users.refuses,
      refused,
      `POST: ${saidBy(answer)}`,
    );
    attributes = without(attributes, [refused]);
  }
  return undefined;
}

function attempts(full: JsonObject): readonly Attempt[] {
  const emails: readonly JsonObject[] = Array.isArray(full["emails"]) ? full["emails"] : [];
  const [first, ...others] = emails;
  const own = { ...first, value: full["userName"] ?? "" };
  const named: JsonObject = { ...full, emails: [own, ...others] };
  const { [enterpriseUserSchema]: _enterprise, ...core } = named;
  const { title: _title, externalId: _externalId, ...few } = core;
  const less = "whose address is the userName";
  return [
    { attributes: full },
    { attributes: named, less },
    { attributes: core, less: `${less}, without the enterprise extension` },
    { attributes: { ...few, emails: [own] }, less: `${less}, with names alone` },
  ];
}

const otherType = {
  "application/json": "application/scim+json",
  "application/scim+json": "application/json",
} as const;

/** A provider that does not take our content type may take the other. */
async function post({ things, target, asker, notes }: Workbench, attributes: JsonObject): Promise<Made> {
  const made = await things.make("User", attributes);
  const { contentType } = target.knobs.profile.endpoint;
  const isTypeRefused = made.answer.status === 415 || (made.answer.status === 400 && made.id === undefined);
  if (!isTypeRefused) return made;
  asker.speak({ contentType: otherType[contentType] });
  const again = await things.make("User", attributes);
  if (again.id === undefined) {
    asker.speak({ contentType });
    return made;
  }
  notes.suggest(
    "endpoint.contentType",
    otherType[contentType],
    `POST as ${contentType}: ${saidBy(made.answer)}`,
  );
  return again;
}

function tellCreation(
  { notes, target }: Workbench,
  { answer, id }: Made,
  less: string | undefined,
  first: Made,
): void {
  const knob = target.knobs.inForce("endpoint.contentType");
  const inAnswer = resourceOf("User", answer)?.id === id;
  const location = answer.headers["location"];
  const parts = [
    saidBy(answer),
    inAnswer ? "with the account" : "without an id, found by a look-up",
    ...(location === undefined ? ["no Location"] : []),
    ...(less === undefined ? [] : [`${less} (else ${saidBy(first.answer)})`]),
  ];
  const isPlain = answer.status === 201 && inAnswer && less === undefined;
  const what = "POST, create a user";
  notes.probe({ area: "users", what, seen: parts.join(", "), knob, verdict: isPlain ? "ok" : "differs" });
  if (less !== undefined)
    notes.warn(`a user with everything was refused (${saidBy(first.answer)}); one ${less} was taken`);
  if (!isGood(answer)) notes.warn(`creating a user is answered with ${saidBy(answer)} although it is made`);
}

async function readFirst(
  bench: Workbench,
  id: Resource["id"],
  sent: JsonObject,
): Promise<Subject | undefined> {
  const subject: Subject = { type: "User", id, sent, held: {}, wanted: {} };
  const answer = await bench.asker.send({ method: "GET", path: pathOf(subject) });
  const found = resourceOf("User", answer)?.attributes;
  if (found === undefined) {
    bench.notes.block(`an account that was just made cannot be read: ${saidBy(answer)}`);
    return undefined;
  }
  const { id: raw = null } = isJsonObject(answer.body ?? null) ? (answer.body as JsonObject) : {};
  bench.notes.see(
    "endpoint.ids",
    typeof raw === "number" ? "number" : "text",
    `id of a new user: ${JSON.stringify(raw)}`,
  );
  tellKeeping(bench, sent, found);
  return { ...subject, held: found, wanted: withoutEmpty(projectOnto(found, sent)) };
}

function tellKeeping({ notes, target }: Workbench, sent: JsonObject, found: JsonObject): void {
  const paths = plainPaths(sent);
  const { profile } = target.knobs;
  const missing = paths.filter((path) => valuesAt(found, path).length === 0);
  const drops = missing.filter((path) => path !== "externalId");
  const lowered = paths.filter((path) => isLowered(valuesAt(sent, path), valuesAt(found, path)));
  const others = paths.filter(
    (path) => !missing.includes(path) && !lowered.includes(path) && !isKept(path, sent, found),
  );
  tellExternalId({ isKept: !missing.includes("externalId"), isSent: paths.includes("externalId") });
  tellList("users.drops", "attributes that are not kept", drops);
  tellList("users.lowerCases", "text that is kept in lower case", lowered);
  if (others.length > 0)
    notes.probe({
      area: "users",
      what: "attributes that are kept otherwise",
      seen: others.join(", "),
      does: "told as not kept, and not sent again",
      verdict: "differs",
    });

  function tellExternalId({ isKept, isSent }: { isKept: boolean; isSent: boolean }): void {
    const knob = target.knobs.inForce("users.externalId");
    if (!isSent || isDropped({ users: { ...profile.users, externalId: "kept" } }, "externalId")) return;
    const value = !isKept ? "ignored" : found["id"] === sent["externalId"] ? "isId" : "kept";
    const seen = { ignored: "not kept", isId: "it is the id, too", kept: "kept" }[value];
    const verdict = knob.value === value ? "ok" : "differs";
    notes.probe({ area: "users", what: "externalId", seen, knob, verdict });
    if (knob.value !== value) notes.suggest("users.externalId", value, `externalId of a new user: ${seen}`);
  }

  function tellList(name: string, what: string, seen: readonly string[]): void {
    const knob = target.knobs.inForce(name);
    const known: readonly Json[] = Array.isArray(knob.value) ? (knob.value as readonly Json[]) : [];
    const isKnown = (path: string): boolean =>
      name === "users.drops" ? isDropped(profile, path) : isNamed(known as readonly string[], path);
    const news = seen.filter((path) => !isKnown(path));
    const verdict = news.length === 0 ? "ok" : "differs";
    notes.probe({ area: "users", what, seen: seen.length === 0 ? "none" : seen.join(", "), knob, verdict });
    if (news.length > 0)
      notes.suggest(name, [...known, ...news], `sent with POST, and GET shows otherwise: ${news.join(", ")}`);
  }
}

/** Paths without brackets of all that a resource holds. */
function plainPaths(resource: JsonObject): readonly string[] {
  const paths = Object.entries(resource).flatMap(([name, value]) => {
    const separator = isSchemaUrn(name) ? ":" : ".";
    const parts: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
    return parts.flatMap((part) =>
      isJsonObject(part) ? Object.keys(part).map((key) => name + separator + key) : [name],
    );
  });
  return [...new Set(paths)];
}

function isLowered(sent: readonly Json[], found: readonly Json[]): boolean {
  const [one, other] = [sent[0], found[0]];
  return typeof one === "string" && typeof other === "string" && one !== other && one.toLowerCase() === other;
}

function isKept(path: string, sent: JsonObject, found: JsonObject): boolean {
  const there = valuesAt(found, path);
  return valuesAt(sent, path).every((one) => there.some((other) => keptAs(path, one, other)));
}
