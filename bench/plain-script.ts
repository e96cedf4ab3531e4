/**
 * What a user would write instead: for each row look for the account, then make it or put it right; one request after
 * the other, with fetch. No state, no retry, nobody is ever removed.
 *
 *   SCIM_TOKEN=… node plain-script.js BASE_URL people.csv
 */
import { readFileSync } from "node:fs";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const [baseUrl = "", file = ""] = process.argv.slice(2);
const headers = {
  authorization: `Bearer ${process.env["SCIM_TOKEN"]}`,
  "content-type": "application/scim+json",
};

type Body = Readonly<Record<string, unknown>>;

async function send(method: string, path: string, body?: Body): Promise<Body> {
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const answer = await fetch(baseUrl + path, init);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Body;
}

function accountOf(line: string): Body {
  const [id, email, first, last, title, department, , phone, , , , costCenter] = line
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((cell) => cell.replaceAll('"', ""));
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise],
    userName: email,
    externalId: id,
    name: { givenName: first, familyName: last },
    title,
    emails: [{ value: email, type: "work", primary: true }],
    phoneNumbers: [{ value: phone, type: "work" }],
    [enterprise]: { department, costCenter },
    active: true,
  };
}

/** Whether the service says what we want; what it says besides is its own affair. */
function holds(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return wanted.every((value, at) => holds((found as unknown[])?.[at], value));
  if (typeof wanted !== "object" || wanted === null) return found === wanted;
  return Object.entries(wanted).every(([name, value]) => holds((found as Body | undefined)?.[name], value));
}

const [, ...lines] = readFileSync(file, "utf8").trim().split("\n");
const done = { made: 0, changed: 0, same: 0 };
for (const line of lines) {
  const account = accountOf(line);
  const filter = encodeURIComponent(`userName eq "${String(account["userName"])}"`);
  const [found] = ((await send("GET", `/Users?filter=${filter}`))["Resources"] ?? []) as readonly Body[];
  if (found === undefined) {
    await send("POST", "/Users", account);
    done.made += 1;
  } else if (holds(found, { ...account, schemas: [] })) done.same += 1;
  else {
    await send("PUT", `/Users/${String(found["id"])}`, { ...account, id: found["id"] });
    done.changed += 1;
  }
}
console.log(JSON.stringify(done));
