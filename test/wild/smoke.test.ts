import { test } from "vitest";
import { expectAllRight, liveThrough } from "./days.ts";

test("a strict server", async () => expectAllRight(await liveThrough({ quirks: [] })));
