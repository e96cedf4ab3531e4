import { isJsonObject, type Json } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { type Capabilities, readCapabilities } from "../scim/discovery.ts";
import { readSchemas } from "../scim/schema.ts";
import { type Answer, saidBy } from "./answer.ts";
import type { Asker } from "./asker.ts";
import type { Notebook } from "./probe.ts";
import type { CheckedTarget } from "./target.ts";

/** What the provider says of itself (RFC 7644 section 4); undefined when it says nothing or is not to be asked. */
export async function askDiscovery(
  { knobs }: CheckedTarget,
  asker: Asker,
  notes: Notebook,
): Promise<Capabilities | undefined> {
  const knob = knobs.inForce("endpoint.discovery");
  if (knob.value === "ignore") {
    const what = "ServiceProviderConfig, ResourceTypes, Schemas";
    notes.probe({ area: "discovery", what, seen: "not asked", knob, verdict: "notAsked" });
    return undefined;
  }
  const answer = await asker.send({ method: "GET", path: "/ServiceProviderConfig" });
  const claims = answer.status === 200 ? readCapabilities(answer.body) : undefined;
  const seen = claims === undefined ? unread(answer) : summaryOf(claims);
  notes.probe({
    area: "discovery",
    what: "ServiceProviderConfig",
    seen,
    knob,
    verdict: claims === undefined ? "differs" : "ok",
  });
  if (claims === undefined)
    notes.suggest("endpoint.discovery", "ignore", `GET /ServiceProviderConfig: ${seen}`);
  if (claims?.bulk.supported === true)
    notes.probe({
      area: "discovery",
      what: "bulk requests",
      claimed: "yes",
      seen: "not tried",
      knob: knobs.inForce("bulk.use"),
      verdict: "notAsked",
    });
  await probeResourceTypes(asker, notes);
  await probeSchemas(knobs.inForce("endpoint.schemas"), asker, notes);
  return claims;
}

function unread(answer: Answer): string {
  return answer.status === 200 ? "200, but nothing that says what is supported" : saidBy(answer);
}

function summaryOf({ patch, bulk, filter, sort, etag, maxResults, pagination }: Capabilities): string {
  const blocks = { patch, filter, bulk: bulk.supported, etag, sort, cursor: pagination.cursor };
  const names = Object.entries(blocks);
  const [yes, no] = [true, false].map((is) => names.flatMap(([name, value]) => (value === is ? [name] : [])));
  return [
    ...(yes === undefined || yes.length === 0 ? [] : [`has ${yes.join(", ")}`]),
    ...(no === undefined || no.length === 0 ? [] : [`not ${no.join(", ")}`]),
    ...(maxResults === undefined ? [] : [`${maxResults} results at most`]),
  ].join("; ");
}

async function probeResourceTypes(asker: Asker, notes: Notebook): Promise<void> {
  const answer = await asker.send({ method: "GET", path: "/ResourceTypes" });
  const names = answer.status === 200 ? listed(answer.body).map((type) => nameOf(type)) : [];
  const known = names.filter((name) => name !== undefined);
  notes.probe({
    area: "discovery",
    what: "ResourceTypes",
    seen: known.length > 0 ? known.join(", ") : `none to be read (${saidBy(answer)})`,
    does: "nothing depends on it",
    verdict: known.length > 0 ? "ok" : "differs",
  });
}

function listed(body: Json | undefined): readonly Json[] {
  const rows = isJsonObject(body) ? member(body, "Resources") : body;
  return Array.isArray(rows) ? rows : [];
}

function nameOf(type: Json): string | undefined {
  const name = isJsonObject(type) ? (member(type, "name") ?? member(type, "id")) : undefined;
  return typeof name === "string" ? name : undefined;
}

async function probeSchemas(
  knob: ReturnType<CheckedTarget["knobs"]["inForce"]>,
  asker: Asker,
  notes: Notebook,
): Promise<void> {
  if (knob.value === "ignore") {
    notes.probe({ area: "discovery", what: "Schemas", seen: "not asked", knob, verdict: "notAsked" });
    return;
  }
  const answer = await asker.send({ method: "GET", path: "/Schemas" });
  const schemas = answer.status === 200 ? readSchemas(answer.body) : undefined;
  const attributes = schemas?.reduce((sum, one) => sum + one.attributes.length, 0) ?? 0;
  notes.probe({
    area: "discovery",
    what: "Schemas",
    seen:
      schemas === undefined
        ? `none to be read (${saidBy(answer)})`
        : `${schemas.length} schemas, ${attributes} attributes`,
    knob,
    verdict: schemas === undefined ? "differs" : "ok",
  });
}
