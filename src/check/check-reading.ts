import { textAt } from "../scim/attribute-value.ts";
import { probeFilters, probeSearch } from "./filter-probes.ts";
import { probeGroupReads } from "./group-reads.ts";
import type { Investigation } from "./investigation.ts";
import { probePages } from "./paging-probes.ts";
import { probeReads } from "./reading-probes.ts";

/** All that can be found out without writing: about 25 requests. */
export async function checkReading(investigation: Investigation): Promise<void> {
  const { sample } = await probePages(investigation);
  const somebody = sample.find(({ attributes }) => textAt(attributes, "userName") !== undefined);
  await probeFilters(investigation, somebody);
  await probeSearch(investigation);
  await probeReads(investigation, somebody);
  await probeGroupReads(investigation);
}
