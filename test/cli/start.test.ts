import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadedBy } from "./loaded.ts";
import { syncedWorkspace, type Workspace } from "./workspace.ts";

/** Loading is most of what a short command takes, so what it loads is held to what it needs. */
const forConfig = ["@marcbachmann/cel-js", "commander", "yaml", "zod"];
const forState = ["better-sqlite3", "bindings", "file-uri-to-path"];

let workspace: Workspace;
beforeAll(async () => {
  workspace = await syncedWorkspace();
});
afterAll(() => workspace.close());

describe("what a command loads", () => {
  test("--help: what parses the command line, and no more", async () => {
    const { ended, packages, files, bytes } = await loadedBy(["--help"], workspace.folder);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(packages).toEqual(["commander"]);
    expect(files).toContain("help-format.cjs");
    expect(bytes).toBeLessThan(150_000);
  });
  test("validate: nothing that speaks to a network, writes logs or matches names of files", async () => {
    const { ended, packages, bytes } = await loadedBy(["validate"], workspace.folder, workspace.env);
    expect(ended).toMatchObject({ code: 0 });
    expect(packages).toEqual([...forConfig, ...forState].toSorted());
    expect(bytes).toBeLessThan(1_500_000);
  });
  test("a sync in which nothing changed: as little, and the queue of a push", async () => {
    const { ended, packages, files } = await loadedBy(["sync"], workspace.folder, workspace.env);
    expect(ended.stdout).toMatch(/nothing to do/);
    // Examples and what is said of arguments are for those who ask for help.
    expect(files).not.toContain("help-format.cjs");
    const ofQueue = ["eventemitter3", "p-queue", "p-timeout"];
    expect(packages).toEqual([...forConfig, ...forState, ...ofQueue].toSorted());
  });
  test("the same where the variables of OpenTelemetry are set and turned off", async () => {
    const off = { OTEL_SDK_DISABLED: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" };
    const { ended, packages } = await loadedBy(["sync"], workspace.folder, { ...workspace.env, ...off });
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(packages.filter((name) => name.startsWith("@opentelemetry/"))).toEqual([]);
  });
});
