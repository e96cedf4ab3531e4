import type { JsonObject } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import { encodePut } from "../push/change/encode-put.ts";
import { member } from "../scim/attribute-value.ts";
import { enterpriseUserSchema } from "../scim/resource.ts";
import { isChangeable } from "./changeable.ts";
import { isFixed, tellFixed } from "./immutable.ts";
import { readScimError } from "../scim/scim-error.ts";
import { isGood, resourceOf, saidBy } from "./answer.ts";
import { pathOf, type Subject, type Trial, tryChanges } from "./trial.ts";
import { changeOf, freshFor, holds, listAt, tell, tellTrial, type Way, type Workbench } from "./workbench.ts";

/** Whether PUT of a whole account changes what a sync changes; tells it, and what PUT does with what it leaves out. */
export async function tryPut(bench: Workbench, subject: Subject, profile: ConnectorProfile): Promise<Trial> {
  const way: Way = { verb: "put", profile };
  const knob = bench.target.knobs.inForce("users.update");
  const paths = ["title", "displayName", "name.familyName", `${enterpriseUserSchema}:department`];
  const changes = paths
    .filter((path) => holds(subject, path) && isChangeable(profile, path))
    .map((path) => changeOf(subject, path, freshFor(bench, subject, path)));
  const trial = await tell(bench, subject, way, { what: "PUT of the whole account", changes, knob });
  const [only] = changes;
  if (isFixed(trial) && only !== undefined) {
    const fixed = readScimError(trial.answer).detail;
    const named = changes.find(({ path }) => fixed.includes(path)) ?? only;
    return tryPut(bench, subject, tellFixed(bench, way, named.path, trial).profile);
  }
  if (trial.outcome !== "done") return trial;
  await tellOmission(bench, subject);
  if (bench.claims?.etag === true) await tellVersions(bench, subject);
  return trial;
}

/** A PUT that changes nothing, for a version that nothing has (RFC 7644 section 3.14). */
async function tellVersions({ asker, notes, target }: Workbench, subject: Subject): Promise<void> {
  const body = encodePut("User", subject.held, []);
  const headers = { "if-match": 'W/"scimsync-check"' };
  const answer = await asker.send({ method: "PUT", path: pathOf(subject), body, headers });
  const isRefused = answer.status === 412;
  notes.probe({
    area: "users",
    what: "PUT for another version (If-Match)",
    claimed: "yes",
    seen: isRefused ? "412" : `${saidBy(answer)}: the version is not looked at`,
    knob: target.knobs.inForce("endpoint.etag"),
    verdict: isRefused ? "ok" : "differs",
  });
}

/** A PUT without `title` and `active`: what is left out may go, stay, or be set to something. */
async function tellOmission(bench: Workbench, subject: Subject): Promise<void> {
  const { asker, notes, target } = bench;
  const knob = target.knobs.inForce("users.putOmission");
  if (!holds(subject, "title") || !isChangeable(target.knobs.profile, "title")) return;
  const whole = encodePut("User", subject.held, []);
  const body = Object.fromEntries(
    Object.entries(whole).filter(([name]) => !/^(?:title|active)$/i.test(name)),
  );
  const answer = await asker.send({ method: "PUT", path: pathOf(subject), body });
  const read = await asker.send({ method: "GET", path: pathOf(subject) });
  const found = resourceOf("User", read)?.attributes;
  if (found === undefined || !isGood(answer)) {
    const seen = isGood(answer) ? `GET: ${saidBy(read)}` : saidBy(answer);
    notes.probe({ area: "users", what: "PUT without title", seen, knob, verdict: "unknown" });
    return;
  }
  tellActive(bench, found);
  const keeps = holds({ ...subject, held: found }, "title");
  const effect = keeps ? "keeps" : "clears";
  // Where nobody says, what the RFC leads to expect needs no word.
  const isKnown = knob.value === effect || (knob.value === "unknown" && !keeps);
  const seen = keeps ? "the title stays" : "the title goes";
  const verdict = isKnown ? "ok" : "differs";
  notes.probe({ area: "users", what: "PUT without title", seen, knob, verdict });
  notes.see("users.putOmission", effect, `PUT without title: ${seen}`);
  if (!isKnown) notes.suggest("users.putOmission", effect, `PUT without title: ${seen}`);
  subject.held = found;
  subject.wanted = without(subject.wanted, "title", "active");
  // What was left out comes back, so that what follows begins with a whole account.
  const back = [changeOf(subject, "title", bench.fresh()), changeOf(subject, "active", true)];
  await tryChanges(asker, subject, back, target.knobs.profile, "put");
}

function tellActive({ notes }: Workbench, found: JsonObject): void {
  const active = member(found, "active");
  const isOff = active === false || active === "false";
  const isOn = active === true || active === "true";
  const seen = isOff
    ? "the account is switched off"
    : isOn
      ? "the account stays on"
      : "active is shown no more";
  if (isOff) notes.see("users.putDefaults", { active: false }, `PUT without active: ${seen}`);
  const does = "PUT always says active";
  notes.probe({ area: "users", what: "PUT without active", seen, does, verdict: isOff ? "differs" : "ok" });
}

function without(resource: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(resource).filter(([key]) => !names.includes(key)));
}

/** Two addresses by PUT: for the report, whether lists are replaced as they stand. */
export async function tryPutLists(bench: Workbench, subject: Subject): Promise<void> {
  const emails = listAt(subject, "emails");
  if (emails.length < 2 || !isChangeable(bench.target.knobs.profile, "emails")) return;
  const body = encodePut("User", subject.held, [
    { path: "emails", before: emails, after: emails.slice(0, 1) },
  ]);
  const answer = await bench.asker.send({ method: "PUT", path: pathOf(subject), body });
  const read = await bench.asker.send({ method: "GET", path: pathOf(subject) });
  const found = resourceOf("User", read)?.attributes;
  const left = found === undefined ? undefined : listAt({ ...subject, held: found }, "emails").length;
  const isDone = left === 1;
  const seen = isDone ? saidBy(answer) : `${saidBy(answer)}, and ${left ?? "?"} addresses are there`;
  tellTrial(
    bench,
    "users",
    { answer, seen, outcome: isDone ? "done" : "ignored", isUnsupported: false },
    { what: "PUT with one address less" },
  );
  if (found === undefined) return;
  subject.held = found;
  if (isDone) subject.wanted = { ...subject.wanted, emails: listAt(subject, "emails") };
}
