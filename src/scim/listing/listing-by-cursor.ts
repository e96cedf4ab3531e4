import type { Asked, Asker } from "./listing-asker.ts";
import type { Ending } from "./listing-end.ts";
import { ScimError } from "../scim-error.ts";

/** A provider that never ends its list ends here. */
const mostPages = 20_000;

/** Pages in a row without anything new: a provider may leave out what the token may not see, but not for ever. */
const mostBarren = 20;

/** Small enough for whoever refuses larger pages with `invalidCount`. */
const smallCount = 10;

export interface ByCursor {
  /** Empty text asks for the first page by cursor. */
  readonly cursor: string;
  readonly count: number;
}

interface Course {
  cursor: string;
  count: number;
  hasBegunAgain: boolean;
  /** Pages in a row that brought nothing new, and how many of them are borne. */
  barren: number;
  patience: number;
}

/**
 * Pages by cursor (RFC 9865 §2). A cursor that went stale (`expiredCursor`, `invalidCursor`) makes the listing begin
 * again, once; what came before is not given twice. Rejects with `ScimError` when it is refused from the start.
 */
export async function readByCursor(asking: Asker, { cursor, count }: ByCursor): Promise<Ending> {
  const course: Course = { cursor, count, hasBegunAgain: false, barren: 0, patience: mostBarren };
  for (let pages = 0; pages < mostPages; pages += 1) {
    const answered = await askOn(asking, course);
    if (answered === "again") continue;
    const why = "why" in answered ? answered.why : whyStop(course, answered);
    if (why !== undefined) return { natural: false, why };
    const { nextCursor } = (answered as Asked).page;
    if (nextCursor === undefined) return { natural: true, by: "cursor" };
    course.cursor = nextCursor;
  }
  return { natural: false, why: `it had not ended after ${mostPages} pages` };
}

function whyStop(course: Course, { page, fresh }: Asked): string | undefined {
  if (page.nextCursor === undefined) return undefined;
  if (page.nextCursor === course.cursor) return "a page named itself as the next";
  course.barren = fresh > 0 ? 0 : course.barren + 1;
  return course.barren > course.patience ? `${course.barren} pages brought nothing new` : undefined;
}

/** The next page, `again` when the listing begins anew, or why it cannot go on. */
async function askOn(asking: Asker, course: Course): Promise<Asked | "again" | { readonly why: string }> {
  const { cursor, count, hasBegunAgain } = course;
  try {
    return await asking.ask({ cursor, count });
  } catch (error) {
    if (!(error instanceof ScimError) || error.status !== 400) throw error;
    if (error.scimType === "invalidCount" && count > smallCount) {
      course.count = smallCount;
      return "again";
    }
    if (hasBegunAgain) return { why: `a cursor was refused again after a new start (${error.message})` };
    if (cursor === "") throw error;
    course.hasBegunAgain = true;
    course.patience += asking.gathering.pages;
    course.cursor = "";
    return "again";
  }
}
