import { type Json, isJsonObject } from "../canonical.ts";
import type { Reply } from "./exchange.ts";
import { type Html, html } from "../html.ts";
import { count, plural } from "../numbers.ts";
import { pageStyles } from "./page-styles.ts";
import type { ResourceTable, StoredResource } from "./resource-table.ts";
import type { ServiceProvider } from "./service-provider.ts";

const usersOnPage = 50;
const groupsOnPage = 20;
const membersShown = 30;

/** What the address of the page says. */
interface View {
  /** Part of a name to look for. */
  readonly q: string;
  /** Pages, from 1. */
  readonly users: number;
  readonly groups: number;
  /** Whether the page loads itself again every few seconds. */
  readonly refresh: boolean;
}

/** The page at `/`: users and groups as they are now. It needs no script. */
export function page(provider: ServiceProvider, query: URLSearchParams): Reply {
  const view: View = {
    q: (query.get("q") ?? "").slice(0, 200),
    users: pageNumber(query.get("users")),
    groups: pageNumber(query.get("groups")),
    refresh: query.get("refresh") === "1",
  };
  const headers = {
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
  return { status: 200, body: document(provider, view).html, headers };
}

function pageNumber(text: string | null): number {
  return text !== null && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 1;
}

function document(provider: ServiceProvider, view: View): Html {
  const refresh = view.refresh ? html`<meta http-equiv="refresh" content="3" />` : html``;
  const toggle = { ...view, refresh: !view.refresh };
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh}
        <title>scimsync sandbox</title>
        <style>
          ${{ html: pageStyles }}
        </style>
      </head>
      <body>
        <header>
          <h1>scimsync sandbox</h1>
          <code>${provider.baseUrl}</code>
          <a href="#groups">Groups</a>
          <a href="${address(toggle)}">${view.refresh ? "Stop refreshing" : "Refresh every 3 s"}</a>
          <a href="/_sandbox/requests">Requests</a>
        </header>
        ${hint(provider)}
        <form method="get" action="/" role="search">
          <input
            type="search"
            name="q"
            value="${view.q}"
            placeholder="Find people and groups by name or address"
            aria-label="Find users and groups"
          />
          ${view.refresh ? html`<input type="hidden" name="refresh" value="1" />` : html``}
          <button>Find</button>
          ${view.q === "" ? html`` : html`<a href="${address({ ...view, q: "", users: 1, groups: 1 })}">Show all</a>`}
        </form>
        ${userSection(provider, view)} ${groupSection(provider, view)}
      </body>
    </html> `;
}

/** What to do while nobody is there. */
function hint({ baseUrl, users, groups }: ServiceProvider): Html {
  if (users.all().length + groups.all().length > 0) return html``;
  return html`<p class="empty">
    A target with <code>baseUrl: ${baseUrl}</code> and the token that was printed at the start pushes people
    here: <code>scimsync plan</code> shows whom, <code>scimsync sync</code> does it.
  </p>`;
}

function address(view: View): string {
  const query = new URLSearchParams();
  if (view.q !== "") query.set("q", view.q);
  if (view.users > 1) query.set("users", String(view.users));
  if (view.groups > 1) query.set("groups", String(view.groups));
  if (view.refresh) query.set("refresh", "1");
  return `/?${query.toString()}`;
}

function userSection(provider: ServiceProvider, view: View): Html {
  return section(view, {
    title: "Users",
    table: provider.users,
    page: view.users,
    size: usersOnPage,
    columns: ["Name", "userName", "Department", "Active"],
    row: userRow,
    addressOf: (users) => address({ ...view, users }),
  });
}

function groupSection(provider: ServiceProvider, view: View): Html {
  return section(view, {
    title: "Groups",
    table: provider.groups,
    page: view.groups,
    size: groupsOnPage,
    columns: ["Name", "Members", ""],
    row: (group) => groupRow(provider, group),
    addressOf: (groups) => address({ ...view, groups }),
  });
}

interface Section {
  readonly title: string;
  readonly table: ResourceTable;
  /** 1-based. */
  readonly page: number;
  /** Rows on a page. */
  readonly size: number;
  readonly columns: readonly string[];
  readonly row: (resource: StoredResource) => Html;
  readonly addressOf: (page: number) => string;
}

function section(view: View, { title, table, page, size, columns, row, addressOf }: Section): Html {
  const found = table.all().filter((resource) => isFound(resource, view.q));
  const last = Math.max(1, Math.ceil(found.length / size));
  const current = Math.min(page, last);
  const shown = found.slice((current - 1) * size, current * size);
  const of = view.q === "" ? "" : ` of ${count(table.all().length)}`;
  const head = html`<h2 id="${title.toLowerCase()}">
    ${title} <span class="count">${count(found.length)}${of}</span>
  </h2>`;
  const none = `No ${title.toLowerCase()}${view.q === "" ? " yet" : " found"}.`;
  if (shown.length === 0)
    return html`${head}
      <p class="empty">${none}</p>`;
  return html`${head}
    <div class="scroll">
      <table class="stacks">
        <thead>
          <tr>
            ${columns.map((column) => html`<th>${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(row)}
        </tbody>
      </table>
    </div>
    ${pager(current, last, addressOf)}`;
}

function userRow(user: StoredResource): Html {
  const { attributes } = user;
  const enterprise = attributes["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
  const department = isJsonObject(enterprise) ? text(enterprise["department"]) : "";
  const active = attributes["active"];
  const state =
    active === false ? html`<span class="off">no</span>` : html`${active === true ? "yes" : "not said"}`;
  return html`<tr>
    <td>${nameOf(user)}</td>
    <td>${text(attributes["userName"])}</td>
    <td>${department}</td>
    <td><span class="label">Active: </span>${state}</td>
  </tr> `;
}

function groupRow(provider: ServiceProvider, group: StoredResource): Html {
  const members = provider.memberships.membersOf(group.id);
  const items: Html[] = [];
  for (const [id, type] of members) {
    if (items.length === membersShown) break;
    const member = type === "User" ? provider.users.get(id) : provider.groups.get(id);
    items.push(html`<li>${member === undefined ? id : nameOf(member)}</li>`);
  }
  const more = members.size - items.length;
  const rest = more > 0 ? html`<li class="count">and ${count(more)} more</li>` : html``;
  const list = html`<ul class="members">
    ${items}${rest}
  </ul>`;
  return html`<tr>
    <td>${nameOf(group)}</td>
    <td>
      <span class="wide">${count(members.size)}</span
      ><span class="label">${plural(members.size, "member")}</span>
    </td>
    <td>${list}</td>
  </tr> `;
}

function pager(current: number, last: number, link: (page: number) => string): Html {
  if (last === 1) return html``;
  const back = current > 1 ? html`<a href="${link(current - 1)}" rel="prev">Previous</a>` : html``;
  const on = current < last ? html`<a href="${link(current + 1)}" rel="next">Next</a>` : html``;
  return html`<nav>${back}<span>Page ${count(current)} of ${count(last)}</span>${on}</nav>`;
}

function isFound(resource: StoredResource, q: string): boolean {
  if (q === "") return true;
  const wanted = q.toLowerCase();
  const { userName, emails } = resource.attributes;
  const addresses = Array.isArray(emails)
    ? emails.map((email: Json) => (isJsonObject(email) ? text(email["value"]) : ""))
    : [];
  return [nameOf(resource), text(userName), ...addresses].some((part) => part.toLowerCase().includes(wanted));
}

function nameOf(resource: StoredResource): string {
  const { displayName, name, userName } = resource.attributes;
  const parts = isJsonObject(name) ? name : {};
  const spoken = [text(parts["givenName"]), text(parts["familyName"])]
    .filter((part) => part !== "")
    .join(" ");
  return text(displayName) || text(parts["formatted"]) || spoken || text(userName);
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
