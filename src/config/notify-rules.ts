import { isLoopback } from "../scim/connection/loopback.ts";
import { errorAt, type Finding } from "./finding.ts";
import type { ChannelWritten } from "./notify-schema.ts";
import { secretFindings, type SecretSurroundings } from "./secret-rules.ts";
import { ENVIRONMENT_SECRET } from "./secret-schema.ts";

const ways = ["command", "webhook", "email"] as const;

/** What is wrong with the channels of `notify`. */
export async function notifyFindings(
  channels: readonly ChannelWritten[],
  surroundings: SecretSurroundings,
): Promise<readonly Finding[]> {
  const found = await Promise.all(
    channels.map((channel, at) => channelFindings(channel, ["notify", at], surroundings)),
  );
  return found.flat();
}

async function channelFindings(
  channel: ChannelWritten,
  path: readonly (string | number)[],
  surroundings: SecretSurroundings,
): Promise<readonly Finding[]> {
  const { webhook, form, email } = channel;
  const stated = ways.filter((way) => channel[way] !== undefined);
  if (stated.length !== 1)
    return [
      errorAt(
        path,
        `write one of command, webhook and email${stated.length > 1 ? ", each in an item of its own" : ""}`,
      ),
    ];
  const isLiteral = typeof webhook === "string" && !ENVIRONMENT_SECRET.test(webhook);
  return [
    ...(form !== undefined && webhook === undefined ? [errorAt([...path, "form"], "goes with webhook")] : []),
    ...(isLiteral && isInTheClear(webhook)
      ? [errorAt([...path, "webhook"], "would go through the network in the clear; write https://")]
      : []),
    ...(isLiteral ? [] : await secretFindings([...path, "webhook"], webhook, surroundings)),
    ...((email?.username === undefined) === (email?.password === undefined)
      ? []
      : [errorAt([...path, "email"], "username and password go together")]),
    ...(email?.tls === "none" && email.password !== undefined && !isLoopback(email.host)
      ? [errorAt([...path, "email", "tls"], "the password would go through the network in the clear")]
      : []),
    ...(await secretFindings([...path, "email", "password"], email?.password, surroundings)),
  ];
}

function isInTheClear(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !isLoopback(hostname);
}
