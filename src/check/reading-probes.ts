import { isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import type { Resource } from "../scim/resource.ts";
import { type Answer, isGone, isHtml, resourceOf, saidBy } from "./answer.ts";
import { claimOf, type Investigation } from "./investigation.ts";

/** GET of one user: its parts, its version, and what an unknown one is answered with. */
export async function probeReads(investigation: Investigation, sample: Resource | undefined): Promise<void> {
  if (sample !== undefined) {
    await probeParts(investigation, sample);
    await probeVersion(investigation, sample);
  }
  await probeUnknownId(investigation);
}

async function probeParts({ asker, notes }: Investigation, { id, attributes }: Resource): Promise<void> {
  const path = `/Users/${encodeURIComponent(id)}?attributes=userName`;
  const answer = await asker.send({ method: "GET", path });
  const found = resourceOf("User", answer)?.attributes;
  const others = ["name", "emails", "displayName", "active"].filter(
    (name) => member(attributes, name) !== undefined,
  );
  const extra = found === undefined ? [] : others.filter((name) => member(found, name) !== undefined);
  const isKept = found !== undefined && extra.length === 0;
  notes.probe({
    area: "reads",
    what: "attributes=userName",
    seen:
      found === undefined ? saidBy(answer) : isKept ? "nothing else comes" : `${extra.join(", ")} come too`,
    does: "accounts are read whole",
    verdict: isKept ? "ok" : "differs",
  });
}

async function probeVersion(
  { asker, notes, claims, target }: Investigation,
  { id }: Resource,
): Promise<void> {
  const path = `/Users/${encodeURIComponent(id)}`;
  const whole = await asker.send({ method: "GET", path });
  const tag = whole.headers["etag"];
  const version = versionOf(whole);
  const again =
    tag === undefined
      ? undefined
      : await asker.send({ method: "GET", path, headers: { "if-none-match": tag } });
  const parts = [
    tag === undefined ? "no ETag" : `ETag${again?.status === 304 ? ", 304 when unchanged" : ""}`,
    ...(version === undefined ? [] : ["meta.version"]),
  ];
  const has = tag !== undefined || version !== undefined;
  notes.probe({
    area: "reads",
    what: "versions",
    ...claimOf(claims?.etag),
    seen: parts.join(", "),
    knob: target.knobs.inForce("endpoint.etag"),
    verdict: claims?.etag === undefined || claims.etag === has ? "ok" : "differs",
  });
}

function versionOf({ body }: Answer): string | undefined {
  const meta = isJsonObject(body) ? member(body, "meta") : undefined;
  const version = isJsonObject(meta) ? member(meta, "version") : undefined;
  return typeof version === "string" ? version : undefined;
}

/** An id that nothing has; some providers take only ids of this form. */
const unknownId = "00000000-0000-4000-8000-000000000000";

async function probeUnknownId({ asker, notes }: Investigation): Promise<void> {
  const answer = await asker.send({ method: "GET", path: `/Users/${unknownId}` });
  const isScim = isJsonObject(answer.body) && member(answer.body, "status") !== undefined;
  const form = isHtml(answer) ? "a page of HTML" : isScim ? "a SCIM error" : "an error of its own form";
  notes.probe({
    area: "reads",
    what: "GET of an id that nothing has",
    seen: answer.status >= 400 ? `${answer.status}, ${form}` : saidBy(answer),
    does: "gone is only what a GET says is gone",
    verdict: isGone(answer) && isScim ? "ok" : "differs",
  });
  if (!isGone(answer))
    notes.warn(
      `GET of an account that is not there is answered with ${saidBy(answer)}: accounts deleted by others are not noticed`,
    );
}
