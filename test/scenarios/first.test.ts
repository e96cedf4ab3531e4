import { describe, expect, test } from "vitest";
import { company } from "../support/company.ts";
import { heldBy, saidBy } from "../support/holdings.ts";
import { install } from "../support/installation.ts";
import { providers } from "../support/providers.ts";

describe.each(providers)("$title", ({ start }) => {
  test("first", async () => {
    const server = await start();
    const inst = await install(server);
    const report = await inst.sync(company);
    expect(report.failures).toEqual([]);
    expect(report.exitCode).toBe(0);
    expect(await heldBy(server)).toEqual(saidBy(company));
    console.log(JSON.stringify(report.counts), JSON.stringify(report.requests));
    const n = server.requestCount();
    await inst.sync(company);
    expect(server.requestCount()).toBe(n);
    await inst.remove();
    await server.close();
  });
});
