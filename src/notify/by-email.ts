import { lines, titleOf } from "./alert-text.ts";
import type { Alert } from "./alert.ts";

export interface MailSettings {
  readonly to: readonly string[];
  readonly from: string;
  readonly host: string;
  readonly port: number;
  /** `required`: STARTTLS, or no mail. */
  readonly tls: "required" | "implicit" | "none";
  readonly login?: { readonly username: string; readonly password: () => Promise<string> };
}

const patience = 15_000;

/** Sends the alert as a mail of plain text, by SMTP (RFC 5321). Rejects when the server does not take it. */
export async function tellByEmail(settings: MailSettings, alert: Alert): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const { host, port, tls, login, to, from } = settings;
  const transport = createTransport({
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "required",
    ignoreTLS: tls === "none",
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    ...(login !== undefined && { auth: { user: login.username, pass: await login.password() } }),
  });
  try {
    await transport.sendMail({ from, to: [...to], subject: titleOf(alert), text: lines(alert).join("\n") });
  } finally {
    transport.close();
  }
}
