import type { Json } from "../canonical.ts";
import type { ProxyRules } from "../scim/connection/proxy.ts";
import { openTransport } from "../scim/connection/transport.ts";
import { lines, titleOf } from "./alert-text.ts";
import type { Alert } from "./alert.ts";

export type WebhookForm = "json" | "text" | "card";

const patience = 10_000;

/**
 * Sends the alert by POST: as it is; as `{ "text": … }`; or as a message with an adaptive card of version 1.4. Rejects when
 * the answer is not of the 200s, or none comes within ten seconds. Redirects are not followed. The address is a
 * secret: no message shows more of it than its host.
 */
export async function tellWebhook(
  address: string,
  form: WebhookForm,
  alert: Alert,
  { signal, proxy }: { readonly signal: AbortSignal; readonly proxy: ProxyRules },
): Promise<void> {
  const url = new URL(address);
  const isFolder = url.pathname !== "/" && url.pathname.endsWith("/");
  const transport = openTransport({
    baseUrl: url.origin + url.pathname,
    contentType: "application/json",
    headers: { accept: "application/json, text/plain, */*", "user-agent": "scimsync" },
    connections: 1,
    timeout: patience,
    connection: { proxy },
  });
  try {
    const path = `${isFolder ? "/" : ""}${url.search}`;
    const { status } = await transport.send({ method: "POST", path, body: bodyOf(alert, form) }, signal);
    if (status < 200 || status > 299) throw new Error(`${url.host} answers ${status}`);
  } finally {
    await transport.close();
  }
}

function bodyOf(alert: Alert, form: WebhookForm): Json {
  if (form === "text") return { text: lines(alert).join("\n") };
  if (form === "json") return { ...alert };
  const blocks = [titleOf(alert), ...lines(alert).slice(1)].map((text, at) => ({
    type: "TextBlock",
    text,
    wrap: true,
    ...(at === 0 && { weight: "Bolder" }),
  }));
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: blocks,
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
  };
}
