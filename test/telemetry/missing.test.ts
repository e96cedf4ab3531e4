import { expect, test, vi } from "vitest";
import { openDesk } from "../cli/desk.ts";
import { runIn } from "../cli/in-process.ts";
import { dirname } from "node:path";

vi.mock("@opentelemetry/sdk-node", () => {
  throw new Error("Cannot find package '@opentelemetry/sdk-node'");
});

test("where OpenTelemetry is asked for and not installed, the command that installs it is said, and the run goes on", async () => {
  const desk = await openDesk();
  try {
    desk.write("people.csv", "id,email", "e1,ann@x.org");
    desk.write(
      "scimsync.yaml",
      "source: { type: csv, users: { file: people.csv, key: id } }",
      "targets:",
      "  app:",
      `    baseUrl: ${desk.sandbox.url}`,
      '    auth: { token: "${env.SCIM_TOKEN}" }',
      "    assign: { everyone: true }",
      "    users: { attributes: { userName: '${user.email}' } }",
    );
    const env = { SCIM_TOKEN: desk.sandbox.token, OTEL_TRACES_EXPORTER: "otlp" };
    const { code, stdout, stderr } = await runIn(dirname(desk.path("x")), ["sync", "--quiet"], env);
    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(desk.sandbox.users()).toHaveLength(1);
    expect(stderr).toBe(
      "warning: OTEL_TRACES_EXPORTER asks for telemetry, which needs packages that are not there, or do not load; beside scimsync, type: npm install @opentelemetry/api @opentelemetry/sdk-node\n",
    );
  } finally {
    await desk.close();
  }
});
