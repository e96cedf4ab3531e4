import { z } from "zod";
import { wildcard, text } from "./value-schemas.ts";
import { secret } from "./secret-schema.ts";

/** What somebody may want to be told of. */
export const occasions = ["guard", "failure", "recovered", "missing", "expiring"] as const;

export type Occasion = (typeof occasions)[number];

/** An address, which may be a secret. */
export const address = z.union([z.url({ protocol: /^https?$/ }).max(2000), secret]);
const mailbox = text.max(320).regex(/@/, "write an e-mail address, such as ops@example.com");

const email = z
  .strictObject({
    to: z
      .array(mailbox)
      .min(1)
      .max(50)
      .meta({ description: "Who gets it.", examples: [["ops@example.com"]] }),
    from: mailbox.meta({ description: "Who it is from.", examples: ["scimsync@example.com"] }),
    host: text.meta({ description: "The mail server.", examples: ["smtp.example.com"] }),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .meta({ description: "The port there. 587 when left out; 465 with tls: implicit.", examples: [587] })
      .optional(),
    tls: z
      .enum(["required", "implicit", "none"])
      .meta({
        description:
          "required: STARTTLS, or no mail. implicit: TLS from the first byte. none: in the clear. required when left out.",
      })
      .optional(),
    username: text
      .meta({ description: "With password: how to log in there.", examples: ["scimsync"] })
      .optional(),
    password: secret
      .meta({ description: "The password of username.", examples: ["${env.SMTP_PASSWORD}"] })
      .optional(),
  })
  .meta({ description: "A mail server, and who gets the mail." });

const channel = z
  .strictObject({
    on: z
      .array(z.enum(occasions))
      .min(1)
      .meta({
        description:
          "guard: removals are held. failure: a run failed, in part or whole. recovered: what was told is over. missing: no good run for too long (`status --check --notify`). expiring: credentials end soon, or ended. All when left out.",
        examples: [["guard", "failure", "recovered"]],
      })
      .optional(),
    targets: z
      .array(wildcard)
      .min(1)
      .max(1000)
      .meta({ description: "Of these targets, by id; * stands for any text. All when left out." })
      .optional(),
    command: z
      .array(z.string().max(4096))
      .min(1)
      .max(100)
      .meta({
        description: "A program and its arguments, run without a shell; gets the alert as JSON on its input.",
        examples: [["/usr/local/bin/page-me"]],
      })
      .optional(),
    webhook: address
      .meta({ description: "An address that is sent the alert by POST.", examples: ["${env.CHAT_HOOK}"] })
      .optional(),
    form: z
      .enum(["json", "text", "card"])
      .meta({
        description:
          'With webhook: the alert as JSON; { "text": … } as chat services take it; or a message with an adaptive card. json when left out.',
      })
      .optional(),
    email: email.optional(),
  })
  .meta({
    description: "Somebody to be told: by one of command, webhook and email.",
    examples: [{ on: ["guard", "failure"], webhook: "${env.CHAT_HOOK}", form: "text" }],
  });

/** `notify`: who is told when a run needs somebody, once for each change of what is wrong. */
export const notify = z.array(channel).max(50).meta({
  description: "Who is told when something is wrong, or right again; once for each change, not each run.",
});

export type ChannelWritten = z.infer<typeof channel>;
