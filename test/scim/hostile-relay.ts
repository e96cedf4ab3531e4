import type { ScimServer } from "../support/servers/scim-server.ts";
import type { Reaction } from "./hostile-answer.ts";
import { type Heard, startHostileServer } from "./hostile-server.ts";

/** What is done about a request instead of giving back the honest answer. */
export interface Mischief {
  readonly reaction: Reaction;
  /** The honest server has carried it out all the same. */
  readonly isDone: boolean;
}

/** An honest server, behind something that now and then answers in its place. */
export interface RelayedServer extends ScimServer {
  /** Undefined from `choose` lets the honest answer through. */
  setMischief(choose: (heard: Heard) => Mischief | undefined): void;
}

/** Stands between scimsync and an honest server. */
export async function relay(server: ScimServer): Promise<RelayedServer> {
  let choose: ((heard: Heard) => Mischief | undefined) | undefined;
  const front = await startHostileServer(async (heard) => {
    const mischief = choose?.(heard);
    if (mischief !== undefined && !mischief.isDone) return mischief.reaction;
    const honest = await passOn(server.baseUrl, heard);
    return mischief?.reaction ?? honest;
  });
  return {
    ...server,
    baseUrl: front.baseUrl,
    setMischief: (chosen) => {
      choose = chosen;
    },
    close: async () => {
      await front.close();
      await server.close();
    },
  };
}

async function passOn(baseUrl: string, heard: Heard): Promise<Reaction> {
  const { method, path, authorization, contentType, body } = heard;
  const answer = await fetch(baseUrl + path.slice("/scim/v2".length), {
    method,
    headers: { authorization, ...(body === "" ? {} : { "content-type": contentType }) },
    ...(body === "" ? {} : { body }),
  });
  const text = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get("content-type") ?? "application/scim+json";
  const head = `HTTP/1.1 ${answer.status} X\r\ncontent-type: ${type}\r\ncontent-length: ${text.length}\r\n\r\n`;
  return { deeds: [{ do: "send", bytes: Buffer.concat([Buffer.from(head), text]) }] };
}
