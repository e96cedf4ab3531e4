import { createServer } from "node:http";
import { once } from "node:events";
import { loadConfig, LockedError, openState, SourceError, syncing } from "scimsync";

/**
 * A service that syncs when it is asked to, on a port of 127.0.0.1:
 * `POST /sync` begins a run and answers with its events, a line of JSON each; who hangs up ends the run in good order.
 * `GET /health` answers with what the last run came to.
 * @param {{ config: string, environment: Record<string, string | undefined>, log: import("scimsync").Logger }} parts
 */
export async function startService({ config, environment, log }) {
  const loaded = await loadConfig(config, environment);
  // One for the life of the service. A state file has one writer: a second process is told who has it.
  const store = await openState(loaded.config);
  const ending = new AbortController();
  let running = false;
  let last = { exitCode: null };

  async function run(response) {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const hungUp = new AbortController();
    response.on("close", () => hungUp.abort());
    const signal = AbortSignal.any([ending.signal, hungUp.signal]);
    try {
      for await (const event of syncing(loaded, store, { signal, log })) {
        if (event.kind === "finished") last = { exitCode: event.exitCode };
        response.write(`${JSON.stringify(event)}\n`);
      }
    } catch (error) {
      // The run was refused as a whole, and nothing was sent: the source is not whole, or another process runs.
      last = { exitCode: error instanceof SourceError ? 5 : error instanceof LockedError ? 7 : 1 };
      response.write(`${JSON.stringify({ kind: "refused", code: error.code, message: error.message })}\n`);
    }
    response.end();
  }

  const server = createServer((request, response) => {
    if (request.url === "/health") return response.end(JSON.stringify({ running, last }));
    if (request.url !== "/sync" || request.method !== "POST") return response.writeHead(404).end();
    if (running) return response.writeHead(409).end("a run is going on\n");
    running = true;
    void run(response).finally(() => {
      running = false;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Ends a run that goes on in good order, and closes everything. */
    async stop() {
      ending.abort();
      server.close();
      server.closeIdleConnections();
      await once(server, "close");
      store.close();
    },
  };
}
