import { afterEach, beforeEach, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { NodeHttpDispatcher } from "../support/node-http-dispatcher.ts";
import { targetAt, workshop, type Workshop } from "./workshop.ts";

let shop: Workshop;

beforeEach(async () => {
  shop = await workshop();
});
afterEach(() => shop.remove());

test("law 7: no token in the state file, the reports or the plans", async () => {
  const secret = "v3ry-s3cret-t0ken";
  const guarded = await startSandbox({ token: secret });
  await shop.configure(targetAt("app", guarded));
  await shop.write({ people: ["e1,ann@x.org,Ann,eng,", "e2,ben@x.org,Ben,ops,e1"] });
  const plans = await shop.plan();
  const reports = await shop.sync();
  expect(JSON.stringify([plans, reports, shop.dump()])).not.toContain(secret);
  await guarded.close();
});

test.each(["password", "Password"])("law 7: no %s in the state file, though it is sent", async (name) => {
  const attributes = [`${name}: "pw-\${user.id}-s3cret"`];
  const bodies: string[] = [];
  const dispatcher = new NodeHttpDispatcher();
  const watched = dispatcher.compose((dispatch) => (options, handler) => {
    if (typeof options.body === "string") bodies.push(options.body);
    return dispatch(options, handler);
  });
  const open = await startSandbox();
  await shop.write({ people: ["e1,ann@x.org,Ann,eng,"] });
  await shop.configure(targetAt("app", open, { attributes }));
  await shop.sync({ dispatcher: watched });
  expect(bodies.join("\n")).toContain("pw-e1-s3cret");
  await shop.configure(targetAt("app", open, { attributes, assign: "{ groups: [nobody] }" }));
  await shop.sync();
  await shop.configure(targetAt("app", open, { attributes }));
  const [report] = await shop.sync();
  expect(report!.counts).toMatchObject({ reactivated: 1, failed: 0 });
  expect(JSON.stringify([report, shop.dump()])).not.toContain("s3cret");
  await open.close();
});
