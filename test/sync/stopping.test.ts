import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { StoppedError } from "../../src/errors.ts";
import { parseFault } from "../../src/sandbox/faults/faults.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { targetAt, type Workshop, workshop } from "./workshop.ts";

let shop: Workshop;
let sandbox: Sandbox;
beforeEach(async () => {
  [shop, sandbox] = await Promise.all([workshop(), startSandbox({ seed: 1 })]);
  await shop.configure(targetAt("app", sandbox));
  await shop.write({ people: people(50) });
});
afterEach(() => Promise.all([shop.remove(), sandbox.close()]));

function people(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `e${n},p${n}@example.com,P${n},,`);
}

describe("a run that is told to end", () => {
  it("while it reads keeps nothing of what it read, and asks nobody", async () => {
    await shop.sync();
    sandbox.clearRequests();
    const before = shop.dump();
    await shop.write({ people: people(70) });
    const stop = new AbortController();
    const run = shop.sync({ stop: stop.signal, onRecords: () => stop.abort() });
    await expect(run).rejects.toThrow(StoppedError);
    expect(shop.dump()).toEqual(before);
    expect(sandbox.requests().total).toBe(0);
    await shop.sync();
    expect(sandbox.users()).toHaveLength(70);
  });
  it("while it plans plans nothing, and asks nobody", async () => {
    await shop.sync();
    sandbox.clearRequests();
    const { operation, attention, link, target } = shop.dump();
    await shop.write({ people: people(70) });
    const stop = new AbortController();
    // The first thing a target's run asks for is a number for its id.
    const random = () => (stop.abort(), 0.5);
    const [report] = await shop.sync({ stop: stop.signal, random });
    expect(report).toMatchObject({ exitCode: 130, interrupted: true, left: 0, counts: { created: 0 } });
    expect(sandbox.requests().total).toBe(0);
    expect(shop.dump()).toMatchObject({ operation, attention, link, target });
    await shop.sync();
    expect(sandbox.users()).toHaveLength(70);
  });
  it("while it plans for a plan that is only shown shows none", async () => {
    const stop = new AbortController();
    const random = () => (stop.abort(), 0.5);
    await expect(shop.plan({ stop: stop.signal, random })).rejects.toThrow(StoppedError);
  });
  it("before the first request about a record left does not take an account that is there for its own", async () => {
    await shop.write({ people: people(1) });
    await fetch(`${sandbox.url}/Users`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/scim+json" },
      body: JSON.stringify({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: "p0@example.com",
      }),
    });
    const stop = new AbortController();
    const isRefused = () => sandbox.requests().requests.some(({ status }) => status === 429);
    const timer = setInterval(() => isRefused() && stop.abort(), 5);
    onTestFinished(() => clearInterval(timer));
    const [report] = await shop.sync({
      stop: stop.signal,
      onEvent({ kind }) {
        if (kind === "planned") sandbox.setFaults([parseFault("429:1:300")]);
      },
    });
    expect(report).toMatchObject({ exitCode: 130, left: 1, counts: { created: 0, failed: 0 } });
    sandbox.setFaults([]);
    const [next] = await shop.sync();
    expect(next).toMatchObject({ exitCode: 0, counts: { created: 0, linked: 1 } });
    expect(shop.dump()).toMatchObject({ link: [{ origin: "adopted" }] });
  });
  it("while a create is refused for now keeps in the audit trail that its request had left", async () => {
    await shop.write({ people: people(2) });
    sandbox.setFaults([parseFault("limit:1/5m:1:POST/Users")]);
    const stop = new AbortController();
    const isRefused = () => sandbox.requests().requests.some(({ status }) => status === 429);
    const timer = setInterval(() => isRefused() && stop.abort(), 5);
    onTestFinished(() => clearInterval(timer));
    const [report] = await shop.sync({ stop: stop.signal });
    expect(report).toMatchObject({ exitCode: 130, counts: { created: 1 } });
    const states = shop.dump()["operation"]?.map((row) => (row as { readonly state: string }).state);
    expect(states?.toSorted()).toEqual(["indeterminate", "succeeded"]);
    sandbox.setFaults([]);
    await shop.sync();
    expect(sandbox.users()).toHaveLength(2);
  });
});
