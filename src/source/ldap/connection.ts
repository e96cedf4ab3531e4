import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import type { LdapAddress } from "./address.ts";
import { FrameCutter } from "./frames.ts";
import { closedFault, networkFault, timeoutFault } from "./network-fault.ts";
import { malformed } from "./codec.ts";

export interface ConnectOptions {
  readonly address: LdapAddress;
  readonly tls: ConnectionOptions;
  /** Milliseconds to connect, and for each sign of life after that. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Messages kept for a reader that is slower than the server. */
const INBOX_BYTES = 1_048_576;

/**
 * One connection, which is never made again by itself: a new one would not be bound, and what an unknown visitor is
 * shown is less.
 */
export class LdapConnection {
  readonly #options: ConnectOptions;
  #socket: Socket;
  #detach: () => void = () => {};
  #frames = new FrameCutter();
  #inbox: Buffer[] = [];
  #inboxBytes = 0;
  #fault: Error | undefined;
  #waiting: { readonly wake: () => void; readonly timer: NodeJS.Timeout } | undefined;

  private constructor(options: ConnectOptions, socket: Socket) {
    this.#options = options;
    this.#socket = this.#attach(socket);
  }

  static async open(options: ConnectOptions): Promise<LdapConnection> {
    const { address, tls } = options;
    const { host, port, secure } = address;
    options.signal.throwIfAborted();
    const socket = secure ? connectTls({ ...tls, host, port }) : connectTcp({ host, port });
    await established(socket, secure ? "secureConnect" : "connect", options);
    return new LdapConnection(options, socket);
  }

  /** Goes on in TLS; only between two messages. */
  async secure(): Promise<void> {
    // What came before the handshake was said in the clear, by anybody.
    if (this.#inbox.length > 0 || !this.#frames.empty) throw malformed();
    const plain = this.#socket;
    this.#detach();
    const socket = connectTls({ ...this.#options.tls, socket: plain });
    plain.on("error", (error) => socket.destroy(error));
    await established(socket, "secureConnect", this.#options);
    this.#socket = this.#attach(socket);
  }

  send(message: Buffer): void {
    this.#socket.write(message);
  }

  /** The messages that have come, at least one; throws `LdapFault` when no more will. */
  async receive(): Promise<readonly Buffer[]> {
    if (this.#inbox.length === 0 && this.#fault === undefined) await this.#nextSign();
    const frames = this.#inbox;
    if (frames.length === 0) throw this.#fault ?? closedFault(this.#options.address);
    this.#inbox = [];
    this.#inboxBytes = 0;
    this.#socket.resume();
    return frames;
  }

  /** Says good-bye with `farewell`, if any, and lets go. */
  close(farewell?: Buffer): void {
    this.#fault ??= closedFault(this.#options.address);
    if (farewell === undefined) this.#socket.destroy();
    else this.#socket.end(farewell, () => this.#socket.destroy());
  }

  #attach(socket: Socket): Socket {
    const { address, signal } = this.#options;
    const abort = (): void => void socket.destroy(signal.reason);
    const take = (chunk: Buffer): void => this.#take(chunk);
    const fail = (error: Error): void => this.#fail(signal.aborted ? error : networkFault(error, address));
    const close = (): void => {
      signal.removeEventListener("abort", abort);
      this.#fail(closedFault(address));
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.on("data", take).on("error", fail).on("close", close);
    if (socket.destroyed) close();
    this.#detach = () => {
      signal.removeEventListener("abort", abort);
      socket.removeListener("data", take).removeListener("error", fail).removeListener("close", close);
    };
    return socket;
  }

  #take(chunk: Buffer): void {
    this.#waiting?.timer.refresh();
    try {
      this.#inbox.push(...this.#frames.push(chunk));
    } catch (error) {
      this.#fail(error as Error);
      this.#socket.destroy();
    }
    this.#inboxBytes += chunk.length;
    if (this.#inbox.length === 0) return;
    if (this.#inboxBytes > INBOX_BYTES) this.#socket.pause();
    this.#wake();
  }

  #fail(fault: Error): void {
    this.#fault ??= fault;
    this.#wake();
  }

  #wake(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting?.wake();
    this.#waiting = undefined;
  }

  #nextSign(): Promise<void> {
    const { address, timeout } = this.#options;
    return new Promise((wake) => {
      const timer = setTimeout(() => {
        this.#fail(timeoutFault(address, timeout));
        this.#socket.destroy();
      }, timeout);
      this.#waiting = { wake, timer };
    });
  }
}

/** Resolves at `event`, and destroys the socket when that does not come. */
function established(
  socket: Socket,
  event: "connect" | "secureConnect",
  { address, timeout, signal }: ConnectOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(timeoutFault(address, timeout)), timeout);
    const abort = (): void => void socket.destroy(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    socket.once(event, () => {
      settle();
      resolve();
    });
    socket.once("error", fail);
    socket.once("close", fail);
    // Whatever else happens to it: without a listener an error would end the program.
    socket.on("error", () => {});
    function settle(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.removeListener("error", fail);
      socket.removeListener("close", fail);
    }
    function fail(error?: unknown): void {
      settle();
      if (!(error instanceof Error)) reject(closedFault(address));
      else reject(signal.aborted || error.name === "LdapFault" ? error : networkFault(error, address));
    }
  });
}
