import { hash } from "node:crypto";
import { isJsonObject, type JsonObject } from "../canonical.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { ResourceType } from "../scim/resource.ts";

/**
 * The tag of a check stands in the names of all it makes: minutes since 1970 in base 36, four random characters, and
 * two that are made from the others, so that nobody has such a name by chance.
 */
const tagForm = "([0-9a-z]{5})([0-9a-z]{4})([0-9a-z]{2})";
const userForm = new RegExp(`^scimsync-check-${tagForm}-[a-z]2?@`, "i");
const groupForm = new RegExp(`^scimsync-check-${tagForm}(?:-renamed)?$`, "i");

/** What no check takes. */
const oldAfter = 60 * 60_000;

export function makeTag(now: number, random: () => number): string {
  const minutes = Math.floor(now / 60_000)
    .toString(36)
    .padStart(5, "0");
  const drawn = Array.from({ length: 4 }, () => Math.floor(random() * 36).toString(36)).join("");
  return sealed(minutes, drawn);
}

function sealed(minutes: string, drawn: string): string {
  const digest = hash("sha256", `scimsync-check-${minutes}${drawn}`, "hex");
  const check = (Number.parseInt(digest.slice(0, 6), 16) % 1296).toString(36).padStart(2, "0");
  return `${minutes}${drawn}${check}`;
}

export const throwawayStart = "scimsync-check-";

/** The attributes of a throw-away user; `letter` tells those of one check apart. */
export function throwawayUser(tag: string, letter: string, domain: string): JsonObject {
  const name = `${throwawayStart}${tag}-${letter}`;
  return {
    // A capital shows who keeps text in lower case.
    userName: `S${name.slice(1)}@${domain}`,
    externalId: name,
    displayName: `Scimsync check ${tag} ${letter}, may be deleted`,
    name: { givenName: "Scimsync", familyName: "Check" },
    title: "Check",
    active: true,
    emails: [
      // Other than userName: some look for one in the other.
      { value: `S${name.slice(1)}-work@${domain}`, type: "work", primary: true },
      { value: `${name}-home@${domain}`, type: "home" },
    ],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
      department: "Check",
      costCenter: "1",
    },
  };
}

export function throwawayGroup(tag: string): JsonObject {
  return { displayName: `${throwawayStart}${tag}`, externalId: `${throwawayStart}${tag}-g` };
}

/** The tag of a resource that certainly came from a check; undefined for anything else. */
export function tagOf(type: ResourceType, attributes: JsonObject): string | undefined {
  if (!isJsonObject(attributes)) return undefined;
  const name = textAt(attributes, type === "User" ? "userName" : "displayName") ?? "";
  const [, minutes, drawn, check] = (type === "User" ? userForm : groupForm).exec(name) ?? [];
  if (minutes === undefined || drawn === undefined || check === undefined) return undefined;
  const tag = `${minutes}${drawn}${check}`.toLowerCase();
  if (sealed(minutes.toLowerCase(), drawn.toLowerCase()) !== tag) return undefined;
  const marks = [
    textAt(attributes, "externalId"),
    type === "User" ? textAt(attributes, "displayName") : undefined,
  ];
  const said = marks.filter((mark) => mark !== undefined);
  return said.every((mark) => mark.toLowerCase().includes(tag)) ? tag : undefined;
}

/** Whether the check that has this tag is long over. */
export function isOld(tag: string, now: number): boolean {
  return now - Number.parseInt(tag.slice(0, 5), 36) * 60_000 > oldAfter;
}
