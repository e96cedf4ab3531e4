import { expect, test } from "vitest";
import { openFolder } from "./folder.ts";

const person = {
  key: "1001",
  email: "zoe.lindqvist@example.com",
  givenName: "Zoë",
  familyName: "Lindqvist",
  displayName: "Zoë Lindqvist",
  title: "Engineer",
  language: "de-DE",
  street: "Hauptstr. 1",
  city: "Berlin",
  region: "BE",
  postalCode: "10115",
  country: "DE",
  employeeNumber: "77",
  costCenter: "400",
  organization: "Example AG",
  division: "Products",
  department: "Platform",
  manager: "",
};
const named = { userName: person.email, name: { givenName: "Zoë", familyName: "Lindqvist" }, active: true };
const work = [{ value: person.email, type: "work", primary: true }];

const wanted = {
  retool: {
    ...named,
    emails: [{ value: person.email, primary: true }],
    metadata: { department: "Platform" },
  },
  "docker-hub": named,
  pendo: { ...named, emails: work },
  "oci-federated-users": { ...named, emails: work },
  "oci-identity-domains": {
    ...named,
    displayName: "Zoë Lindqvist",
    title: "Engineer",
    preferredLanguage: "de-DE",
    emails: work,
    addresses: [
      {
        type: "work",
        streetAddress: "Hauptstr. 1",
        locality: "Berlin",
        region: "BE",
        postalCode: "10115",
        country: "DE",
      },
    ],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
      employeeNumber: "77",
      costCenter: "400",
      organization: "Example AG",
      division: "Products",
      department: "Platform",
    },
    "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User": {
      isFederatedUser: true,
      bypassNotification: true,
    },
  },
};

test("the profiles bring the mappings that the guides of their services ask for", async () => {
  const folder = openFolder();
  const targets = Object.fromEntries(
    Object.keys(wanted).map((connector) => [
      connector,
      {
        connector,
        baseUrl: "https://service.example.com",
        auth: { token: "${env.TOKEN}" },
        assign: { everyone: true },
      },
    ]),
  );
  const source = { type: "csv", users: { file: "people.csv", key: "key" } };
  folder.write("scimsync.yaml", JSON.stringify({ source, targets }));
  folder.write("people.csv", `${Object.keys(person).join(",")}\n${Object.values(person).join(",")}\n`);
  const { code, stdout, stderr } = await folder.run("map --json", {});
  expect([code, stderr]).toEqual([0, ""]);
  const answer = JSON.parse(stdout) as {
    readonly targets: readonly {
      readonly target: string;
      readonly records: readonly { resource: object }[];
    }[];
  };
  const mapped = answer.targets.map(({ target, records }) => [target, records[0]?.resource]);
  expect(Object.fromEntries(mapped)).toEqual(wanted);
});
