import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { UsageError } from "../errors.ts";

/** Lets a server listen on 127.0.0.1 and gives its origin; port 0 takes a free one. Throws `UsageError`. */
export function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} is taken; end what listens there, or take a free port with --port 0`;
      const message = error.code === "EADDRINUSE" ? taken : `port ${port}: ${error.message}`;
      reject(new UsageError(message, { cause: error }));
    });
    server.listen({ port, host: "127.0.0.1" }, () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve(`http://127.0.0.1:${taken}`);
    });
  });
}
