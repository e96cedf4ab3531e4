import { z } from "zod";
import { secret } from "./secret-schema.ts";
import { text } from "./value-schemas.ts";

/** `proxy` of a target. */
export const proxy = z
  .union([
    text.max(2000),
    z.strictObject({
      url: text
        .max(2000)
        .meta({ description: "http://host:port or https://host:port.", examples: ["http://proxy:3128"] }),
      username: text.meta({ description: "With password." }).optional(),
      password: secret
        .meta({ description: "The password of username.", examples: ["${env.PROXY_PASSWORD}"] })
        .optional(),
    }),
  ])
  .meta({
    description:
      "The proxy for all requests to this target, or off. HTTPS_PROXY, HTTP_PROXY and NO_PROXY hold when left out.",
    examples: ["http://proxy.example.com:3128"],
  });

export type ProxyWritten = z.infer<typeof proxy>;
