import { describe, expect, test } from "vitest";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { fastClock } from "../support/fast-clock.ts";
import { expectAllRight, liveThrough } from "./days.ts";

const connector = { bulk: { use: "offered" } };

describe("five days with bulk requests", () => {
  const lived: readonly (readonly [string, readonly QuirkName[]])[] = [
    ["as the RFC has them", []],
    ["claimed and refused", ["bulkRefused"]],
    ["of ten operations at most, whatever is claimed", ["bulkTakesTen"]],
    ["that stop halfway without an answer", ["bulkStopsHalfway"]],
    ["done and answered with 500", ["bulkAnswers500"]],
    ["answered with a page", ["bulkAnswersPage"]],
    ["answered without results", ["bulkAnswersNothing"]],
    ["answered in another order", ["bulkInReverse"]],
    ["answered in another order without bulkIds", ["bulkInReverse", "bulkWithoutBulkIds"]],
    ["answered without locations", ["bulkWithoutLocations"]],
    ["answered with statuses as objects", ["bulkStatusAsObject"]],
    ["whose references are kept as they stand", ["bulkReferencesKept", "unknownMembersStored"]],
    ["whose references are refused", ["bulkReferencesRefused"]],
  ];
  test.each(lived)("%s", async (_, quirks) => {
    const ending = await liveThrough({ quirks, connector, clock: fastClock(20) });
    expectAllRight(ending);
    expect(ending.notKept).toEqual([]);
  });
});
