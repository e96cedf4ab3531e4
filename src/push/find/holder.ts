import { textAt } from "../../scim/attribute-value.ts";
import { askByFilter, hasValue } from "../../scim/find.ts";
import type { Resource, ScimId } from "../../scim/resource.ts";
import { nameOf } from "./finder.ts";
import type { Sought } from "./look-up.ts";
import type { PushSession } from "../session.ts";

/** Who has the name that a record wants. */
export interface Holder {
  readonly id: ScimId;
  /** For messages, such as `userName ann@example.com`. */
  readonly name: string;
}

/** Looks for the resource that has the wanted name, where the match attributes did not ask for it already. */
export async function holderOf(
  session: PushSession,
  { type, attributes, match }: Sought,
): Promise<Holder | undefined> {
  const path = nameOf[type];
  const value = textAt(attributes, path);
  if (value === undefined || match.includes(path)) return undefined;
  const holder = await askForHolder(session, type, path, value);
  return holder && { id: holder.id, name: `${path} ${textAt(holder.attributes, path) ?? value}` };
}

async function askForHolder(
  { client, finder }: PushSession,
  type: Sought["type"],
  path: string,
  value: string,
): Promise<Resource | undefined> {
  const worth = finder.worthOf(type, path, value);
  if (worth !== "refused" && worth !== "broken") {
    const answer = await askByFilter(client, type, path, value);
    if (answer.kind === "answered") return answer.matches[0];
  }
  const [id] = finder.lists(type).indexSoFar?.idsBy(path, value) ?? [];
  const read = id === undefined ? undefined : await client.get(type, id);
  return read !== undefined && hasValue(read, path, value) ? read : undefined;
}
