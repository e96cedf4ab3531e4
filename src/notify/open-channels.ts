import type { NotifyConfig } from "../config/notify-config.ts";
import { occasions } from "../config/notify-schema.ts";
import { compileWildcards } from "../mapping/wildcard.ts";
import { tellCommand } from "./by-command.ts";
import { tellByEmail } from "./by-email.ts";
import { tellWebhook } from "./by-webhook.ts";
import type { Channel } from "./channel.ts";

/** The channels of a config, whose commands run in `folder`. */
export function openChannels(configs: readonly NotifyConfig[], folder: string): readonly Channel[] {
  return configs.map(({ id, on = occasions, targets, way }) => {
    const isWanted = targets === undefined ? () => true : compileWildcards(targets);
    return {
      id,
      name: nameOf(way),
      on: new Set(on),
      // What concerns all targets concerns everybody.
      wants: (target) => target === undefined || isWanted(target),
      deliver: deliverBy(way, folder),
    };
  });
}

function nameOf(way: NotifyConfig["way"]): string {
  if (way.kind === "command") return `command ${way.command[0] ?? ""}`;
  if (way.kind === "webhook") return `webhook ${way.address.description}`;
  return `e-mail to ${way.email.to.join(", ")}`;
}

function deliverBy(way: NotifyConfig["way"], folder: string): Channel["deliver"] {
  if (way.kind === "command") return (alert, signal) => tellCommand(way.command, folder, alert, signal);
  if (way.kind === "webhook")
    return async (alert, signal) =>
      tellWebhook(await way.address.read(), way.form, alert, { signal, proxy: way.proxy });
  const { username, password, ...email } = way.email;
  const login =
    username === undefined || password === undefined
      ? {}
      : { login: { username, password: () => password.read() } };
  return (alert) => tellByEmail({ ...email, ...login }, alert);
}
