import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import {
  BerReader,
  BerWriter,
  BindRequest,
  ExtendedRequest,
  PagedResultsControl,
  ProtocolOperation,
  SearchRequest,
} from "ldapts";
import { onTestFinished } from "vitest";
import { FrameCutter } from "../../../src/source/ldap/frames.ts";

/** A request as the played server was asked it. */
export interface Asked {
  readonly id: number;
  readonly kind: "bind" | "search" | "extended" | "unbind";
  readonly base: string;
  readonly scope: string;
  /** In lower case. */
  readonly attributes: readonly string[];
  readonly pageSize: number | undefined;
  readonly cookie: string;
}

/** What the server does when asked; what it gives back is sent. */
export type Play = (asked: Asked, socket: Socket) => readonly Buffer[];

/** A server on 127.0.0.1 that plays a part a real one does not play on demand; gone when the test is. */
export async function playServer(play: Play): Promise<{ readonly url: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const frames = new FrameCutter();
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      for (const frame of frames.push(chunk)) {
        const request = readRequest(frame);
        asked.push(request);
        if (request.kind !== "unbind") socket.write(Buffer.concat(play(request, socket)));
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** An answer to a search, with text or binary values. */
export function entry(
  { id }: Pick<Asked, "id">,
  dn: string,
  attributes: Readonly<Record<string, readonly (string | Buffer)[]>>,
): Buffer {
  return message(id, ProtocolOperation.LDAP_RES_SEARCH_ENTRY, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [type, values] of Object.entries(attributes)) {
      writer.startSequence();
      writer.writeString(type);
      writer.startSequence(ProtocolOperation.LBER_SET);
      for (const value of values) writer.writeBuffer(Buffer.from(value), 0x04);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });
}

export function reference({ id }: Pick<Asked, "id">, ...uris: readonly string[]): Buffer {
  return message(id, ProtocolOperation.LDAP_RES_SEARCH_REF, (writer) => writer.writeStringArray([...uris]));
}

export interface Ending {
  readonly code?: number;
  readonly matchedDn?: string;
  readonly text?: string;
  readonly referrals?: readonly string[];
  /** No control of paged results when undefined. */
  readonly cookie?: string;
}

/** The result of a search. */
export function done({ id }: Pick<Asked, "id">, ending: Ending = { cookie: "" }): Buffer {
  return result(id, ProtocolOperation.LDAP_RES_SEARCH, ending);
}

export function bound({ id }: Pick<Asked, "id">, ending: Ending = {}): Buffer {
  return result(id, ProtocolOperation.LDAP_RES_BIND, ending);
}

export function extended({ id }: Pick<Asked, "id">, ending: Ending = {}): Buffer {
  return result(id, ProtocolOperation.LDAP_RES_EXTENSION, ending);
}

function result(id: number, operation: number, ending: Ending): Buffer {
  const { cookie } = ending;
  const control = cookie === undefined ? undefined : pagedControl(cookie);
  return message(
    id,
    operation,
    (writer) => {
      writer.writeEnumeration(ending.code ?? 0);
      writer.writeString(ending.matchedDn ?? "");
      writer.writeString(ending.text ?? "");
      if (ending.referrals === undefined) return;
      writer.startSequence(0xa3);
      writer.writeStringArray([...ending.referrals]);
      writer.endSequence();
    },
    control,
  );
}

function pagedControl(cookie: string): PagedResultsControl {
  return new PagedResultsControl({ value: { size: 0, cookie: Buffer.from(cookie) } });
}

function message(
  id: number,
  operation: number,
  write: (writer: BerWriter) => void,
  control?: PagedResultsControl,
): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  write(writer);
  writer.endSequence();
  if (control !== undefined) {
    writer.startSequence(ProtocolOperation.LDAP_CONTROLS);
    control.write(writer);
    writer.endSequence();
  }
  writer.endSequence();
  return Buffer.from(writer.buffer);
}

const kinds: Readonly<Record<number, Asked["kind"]>> = {
  [ProtocolOperation.LDAP_REQ_BIND]: "bind",
  [ProtocolOperation.LDAP_REQ_SEARCH]: "search",
  [ProtocolOperation.LDAP_REQ_EXTENSION]: "extended",
  [ProtocolOperation.LDAP_REQ_UNBIND]: "unbind",
};

function readRequest(frame: Buffer): Asked {
  const reader = new BerReader(frame);
  reader.readSequence();
  const id = reader.readInt()!;
  const kind = kinds[reader.readSequence()!]!;
  const asked = { id, kind, base: "", scope: "", attributes: [], pageSize: undefined, cookie: "" };
  if (kind === "bind") new BindRequest({ messageId: id }).parse(reader, []);
  if (kind === "extended") new ExtendedRequest({ messageId: id }).parse(reader, []);
  if (kind !== "search") return asked;
  const search = new SearchRequest({ messageId: id, filter: undefined as never });
  search.parse(reader, []);
  const paging = search.controls?.find((control) => control instanceof PagedResultsControl)?.value;
  return {
    ...asked,
    base: search.baseDN,
    scope: search.scope,
    attributes: search.attributes,
    pageSize: paging?.size,
    cookie: paging?.cookie?.toString() ?? "",
  };
}
