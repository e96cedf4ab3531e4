import { onTestFinished } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";

export const userUrn = "urn:ietf:params:scim:schemas:core:2.0:User";
export const groupUrn = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const enterpriseUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const patchUrn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
  readonly body: any;
}

export interface Client {
  readonly sandbox: Sandbox;
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly user: (userName: string, more?: object) => Promise<string>;
  readonly group: (displayName: string, memberIds?: readonly string[]) => Promise<string>;
  readonly patch: (path: string, ...operations: readonly object[]) => Promise<Answer>;
}

/** A sandbox that ends with the test, and plain fetch to talk to it. */
export async function start(options: SandboxOptions = {}): Promise<Client> {
  const sandbox = await startSandbox({ seed: 1, ...options });
  onTestFinished(() => sandbox.close());
  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${sandbox.token}`,
        ...(body === undefined ? {} : { "content-type": "application/scim+json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  }
  async function create(path: string, resource: object): Promise<string> {
    const answer = await call("POST", path, resource);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.id;
  }
  return {
    sandbox,
    call,
    user: (userName, more = {}) => create("/Users", { schemas: [userUrn], userName, ...more }),
    group: (displayName, ids) =>
      create("/Groups", {
        schemas: [groupUrn],
        displayName,
        ...(ids === undefined ? {} : { members: ids.map((value) => ({ value })) }),
      }),
    patch: (path, ...operations) => call("PATCH", path, { schemas: [patchUrn], Operations: operations }),
  };
}
