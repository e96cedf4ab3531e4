import { describe, expect, onTestFinished, test } from "vitest";
import { AnswerError } from "../../src/scim/answer/answer-error.ts";
import { type BulkOperation, type BulkOptions, readBulkResponse } from "../../src/scim/bulk.ts";
import { ScimError } from "../../src/scim/scim-error.ts";
import { NetworkError } from "../../src/scim/connection/transport.ts";
import { type Answer, loopback } from "./loopback.ts";

const base = "https://scim.example.com/scim/v2";
const post = (bulkId: string): BulkOperation => ({
  method: "POST",
  path: "/Users",
  bulkId,
  data: { userName: bulkId },
});
const two = [post("a"), post("b")];
const schemas = ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"];
const made = (bulkId: string, id = `id-${bulkId}`) => ({
  method: "POST",
  bulkId,
  location: `${base}/Users/${id}`,
  status: "201",
});

function read(Operations: unknown, asked: readonly BulkOperation[] = two) {
  return readBulkResponse({ schemas, Operations } as never, asked, base);
}

function idsOf(results: ReturnType<typeof read>): readonly (string | undefined)[] | undefined {
  return results?.map((result) => result?.resource?.id);
}

describe("results of a bulk request (RFC 7644 section 3.7)", () => {
  test("are those of the operations whose bulkId they tell, in whatever order they come", () => {
    expect(idsOf(read([made("a"), made("b")]))).toEqual(["id-a", "id-b"]);
    expect(idsOf(read([made("b"), made("a")]))).toEqual(["id-a", "id-b"]);
    expect(read([{ ...made("a"), version: 'W/"1"' }])?.[0]).toEqual({
      status: 201,
      location: `${base}/Users/id-a`,
      bulkId: "a",
      version: 'W/"1"',
      response: undefined,
      resource: { id: "id-a", attributes: { id: "id-a" } },
    });
  });

  test.each<[string, unknown]>([
    ["a number", 201],
    ["text", "201"],
    ["text with words", "201 Created"],
    ["an object with a code", { code: "201" }],
    ["an object with a number", { code: 201 }],
  ])("tell the status as %s", (_, status) => {
    expect(read([{ ...made("a"), status }])?.[0]?.status).toBe(201);
  });

  test("tell the resource itself, also as JSON text, and then the location matters less", () => {
    const resource = { id: 7, userName: "a" };
    for (const response of [resource, JSON.stringify(resource)]) {
      const [result] = read([{ bulkId: "a", status: 201, response }]) ?? [];
      expect(result?.resource).toMatchObject({ id: "7", attributes: { userName: "a" } });
    }
  });

  test("give no id that is not below the base URL", () => {
    for (const location of ["https://elsewhere.example/Users/1", "/Groups/1", "/", "", "%"])
      expect(read([{ ...made("a"), location }])?.[0]).toMatchObject({ status: 201, resource: undefined });
    expect(idsOf(read([{ ...made("a"), location: "/scim/v2/Users/a%20b" }]))).toEqual(["a b", undefined]);
  });

  test("that are missing, somebody else's, or there twice are none", () => {
    expect(read([])).toEqual([undefined, undefined]);
    expect(read(undefined)).toEqual([undefined, undefined]);
    expect(idsOf(read([made("a")]))).toEqual(["id-a", undefined]);
    expect(read([made("a", "1"), made("a", "2")])).toEqual([undefined, undefined]);
    expect(read([null, 7, "x", made("zz")])).toEqual([undefined, undefined]);
    expect(read([{ bulkId: "a" }])?.[0]).toMatchObject({ status: undefined, resource: undefined });
  });

  test("without bulkIds are told by their place only where that cannot be mistaken", () => {
    const bare = { method: "POST", location: `${base}/Users/1`, status: "201" };
    expect(read([bare, bare])).toEqual([undefined, undefined]);
    expect(idsOf(read([bare], [post("a")]))).toEqual(["1"]);
    const changes: readonly BulkOperation[] = [
      { method: "PATCH", path: "/Users/1", data: {} },
      { method: "DELETE", path: "/Users/2" },
    ];
    const patched = { method: "PATCH", location: `${base}/Users/1`, status: 200 };
    const deleted = { method: "DELETE", location: `${base}/Users/2`, status: 204 };
    expect(read([patched, deleted], changes)).toMatchObject([{ status: 200 }, { status: 204 }]);
    expect(read([deleted, patched], changes)).toEqual([undefined, undefined]);
    expect(read([patched], changes)).toEqual([undefined, undefined]);
  });

  test("that are refusals hold an error", () => {
    const response = { schemas: [], status: "409", scimType: "uniqueness", detail: "taken" };
    const [one, other] = read([
      { bulkId: "a", status: "409", response },
      { bulkId: "b", status: { code: 400 }, response: JSON.stringify({ detail: "wrong" }) },
    ]) as never as { error: ScimError }[];
    expect(one?.error).toBeInstanceOf(ScimError);
    expect(one?.error).toMatchObject({ status: 409, scimType: "uniqueness", detail: "taken" });
    expect(other?.error).toMatchObject({ status: 400, detail: "wrong" });
    expect(read([{ bulkId: "a", response }])?.[0]).toMatchObject({ status: 409, error: { status: 409 } });
  });

  test("are in no other answer", () => {
    for (const body of [undefined, null, 7, "x", [], {}, { Resources: [] }, { Operations: {} }])
      expect(readBulkResponse(body as never, two, base)).toBeUndefined();
  });
});

async function ask(answer: Answer, options: BulkOptions = {}) {
  const server = await loopback(answer);
  onTestFinished(() => server.close());
  return server.client.bulk(two, options);
}

function answering(status: number, body: string, type = "application/scim+json"): Answer {
  return (_request, response) => void response.writeHead(status, { "content-type": type }).end(body);
}

describe("ScimClient.bulk", () => {
  test("sends a BulkRequest, and gives the result of each operation", async () => {
    let sent = "";
    const results = await ask(
      (request, response) => {
        request.on("data", (chunk: Buffer) => (sent += chunk.toString()));
        request.on("end", () => {
          sent = `${request.method} ${request.url} ${sent}`;
          const location = "/scim/v2/Users/1";
          response.end(JSON.stringify({ schemas, Operations: [{ ...made("b"), location }] }));
        });
      },
      { failOnErrors: 3 },
    );
    expect(sent).toBe(
      `POST /scim/v2/Bulk ${JSON.stringify({
        schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        failOnErrors: 3,
        Operations: two,
      })}`,
    );
    expect(results).toMatchObject([undefined, { status: 201, resource: { id: "1" } }]);
  });

  test("rejects what is refused as a whole", async () => {
    const refusal = ask(answering(413, JSON.stringify({ detail: "too much" })));
    await expect(refusal).rejects.toMatchObject({ name: "ScimError", status: 413, detail: "too much" });
  });

  test.each<[string, string, string?]>([
    ["a page", "<h1>Welcome</h1>", "text/html"],
    ["no JSON", "{"],
    ["something else", JSON.stringify({ Resources: [] })],
    ["nothing", ""],
  ])("an answer that is %s tells nothing, and it may have been done", async (_, body, type) => {
    const error = await ask(answering(200, body, type)).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toMatchObject({ mayHaveArrived: true, mayHaveActed: true });
  });

  test("a lost answer is not asked for again", async () => {
    let asked = 0;
    const lost = ask((request) => {
      asked += 1;
      request.socket.resetAndDestroy();
    });
    await expect(lost).rejects.toBeInstanceOf(NetworkError);
    expect(asked).toBe(1);
  });
});
