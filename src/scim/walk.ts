import type { ReadQuery, ScimClient } from "./client.ts";
import type { Resource, ResourceType } from "./resource.ts";

const pageSize = 100;

/** Enough for a million resources; a provider that never ends its list ends here. */
const maximumPages = 10_000;

/**
 * Every resource of a type, page by page (RFC 7644 §3.4.2.4). Ends on a page that has nothing new: some providers
 * tell a wrong `totalResults`, some answer rows for a page behind the end, some ignore `startIndex`.
 */
export async function* walk(
  client: ScimClient,
  type: ResourceType,
  query: ReadQuery = {},
): AsyncGenerator<Resource> {
  const seen = new Set<string>();
  for (let page = 0; page < maximumPages; page += 1) {
    const { resources } = await client.list(type, seen.size + 1, pageSize, query);
    const fresh = resources.filter(({ id }) => !seen.has(id));
    if (fresh.length === 0) return;
    for (const { id } of fresh) seen.add(id);
    yield* fresh;
  }
}
