import { onTestFinished } from "vitest";
import { install, type Installation } from "../support/installation.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import type { Reaction } from "./hostile-answer.ts";
import { hastyClock } from "./hostile-calls.ts";
import { relay, type RelayedServer } from "./hostile-relay.ts";
import type { Heard } from "./hostile-server.ts";

/** scimsync, an honest server, and what stands between them. */
export interface Setting {
  readonly server: RelayedServer;
  readonly installation: Installation;
  /** Method and path of each request, in order. */
  readonly heard: string[];
}

/** `chosen` are given this answer instead of the honest one; whether they are carried out is for `isDone`. */
export async function setBehind(
  chosen: (heard: Heard, times: number) => boolean,
  answered: Reaction,
  isDone: boolean,
): Promise<Setting> {
  const server = await relay(await startSandboxServer());
  const heard: string[] = [];
  let times = 0;
  server.setMischief((request) => {
    heard.push(`${request.method} ${request.path.replace(/^\/scim\/v2/, "").replace(/[?].*$/, "?")}`);
    if (!chosen(request, times)) return undefined;
    times += 1;
    return { reaction: answered, isDone };
  });
  const installation = await install(server, { limits: { concurrency: 1 } }, hastyClock());
  onTestFinished(async () => {
    await server.close();
    await installation.remove();
  });
  return { server, installation, heard };
}

/** A whole answer of HTTP. */
export function says(status: number, body: string): Reaction {
  const head = `HTTP/1.1 ${status} X\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return { deeds: [{ do: "send", bytes: Buffer.from(head + body) }] };
}
