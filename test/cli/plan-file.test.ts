import { readFileSync } from "node:fs";
import { afterEach, beforeEach, it } from "vitest";
import { config, type Desk, openDesk, writeDirectory } from "./desk.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  desk.write("scimsync.yaml", ...config(desk.sandbox));
  writeDirectory(desk);
});
afterEach(() => desk.close());
it("tries", async () => {
  console.log(await desk.run("plan", "--out", "p.json"));
  console.log(readFileSync(desk.path("p.json"), "utf8"));
  console.log((await desk.run("plan", "show", "p.json", "--format", "markdown")).stdout);
  console.log(await desk.run("plan", "show", "p.json"));
  console.log(await desk.run("plan", "approve", "p.json", "--only", "create"));
  console.log(await desk.run("apply", "p.json", "--dry-run"));
  console.log(await desk.run("apply", "p.json"));
  console.log(desk.sandbox.requests());
  console.log(await desk.run("apply", "p.json"));
  console.log(await desk.run("plan", "approve", "--only", "create"));
  console.log(await desk.run("sync"));
});
