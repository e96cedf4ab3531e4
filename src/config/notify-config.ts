import { createHash } from "node:crypto";
import type { Problem } from "../errors.ts";
import type { Secret } from "../scim/credentials/credentials.ts";
import type { ProxyRules } from "../scim/connection/proxy.ts";
import type { ChannelWritten } from "./notify-schema.ts";
import { toProxyRules } from "./proxy-rules.ts";
import { createSecret, type SecretSetting } from "./secret.ts";
import { ENVIRONMENT_SECRET } from "./secret-schema.ts";

/** One of `notify` as used. */
export interface NotifyConfig {
  /** Another one when its settings change; holds no secret. */
  readonly id: string;
  /** All occasions when undefined. */
  readonly on?: ChannelWritten["on"];
  /** Ids of targets, `*` allowed; all when undefined. */
  readonly targets?: readonly string[];
  readonly way:
    | { readonly kind: "command"; readonly command: readonly string[] }
    | {
        readonly kind: "webhook";
        readonly address: Secret;
        readonly proxy: ProxyRules;
        readonly form: "json" | "text" | "card";
      }
    | { readonly kind: "email"; readonly email: EmailConfig };
}

export interface EmailConfig {
  readonly to: readonly string[];
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly tls: "required" | "implicit" | "none";
  readonly username?: string;
  readonly password?: Secret;
}

type Surroundings = Pick<SecretSetting, "folder" | "environment">;

/** Takes for granted that nothing was found wrong. `place` of a setting of the channel, for messages. */
export function toNotifyConfig(
  written: ChannelWritten,
  surroundings: Surroundings,
  place: (path: readonly string[]) => Omit<Problem, "message">,
): NotifyConfig {
  return {
    id: createHash("sha256").update(JSON.stringify(written)).digest("hex").slice(0, 16),
    ...(written.on !== undefined && { on: written.on }),
    ...(written.targets !== undefined && { targets: written.targets }),
    way: wayOf(written, surroundings, place),
  };
}

function wayOf(
  { command, webhook, form = "json", email }: ChannelWritten,
  surroundings: Surroundings,
  place: (path: readonly string[]) => Omit<Problem, "message">,
): NotifyConfig["way"] {
  if (command !== undefined) return { kind: "command", command };
  if (email !== undefined) return { kind: "email", email: toEmail(email, surroundings, place) };
  // As HTTP_PROXY, HTTPS_PROXY and NO_PROXY say.
  const proxy = toProxyRules(undefined, { ...surroundings, place: place(["webhook"]) });
  if (typeof webhook === "string" && !ENVIRONMENT_SECRET.test(webhook)) {
    const { host } = new URL(webhook);
    return {
      kind: "webhook",
      form,
      proxy,
      address: { description: host, read: () => Promise.resolve(webhook) },
    };
  }
  const setting = { ...surroundings, place: place(["webhook"]), form: "header" } as const;
  return { kind: "webhook", form, proxy, address: createSecret(webhook ?? "", setting) };
}

function toEmail(
  {
    to,
    from,
    host,
    tls = "required",
    port = tls === "implicit" ? 465 : 587,
    username,
    password,
  }: NonNullable<ChannelWritten["email"]>,
  surroundings: Surroundings,
  place: (path: readonly string[]) => Omit<Problem, "message">,
): EmailConfig {
  const setting = { ...surroundings, place: place(["email", "password"]), form: "password" } as const;
  return {
    to,
    from,
    host,
    port,
    tls,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: createSecret(password, setting) }),
  };
}
