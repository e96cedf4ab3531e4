import { z } from "zod";
import { address } from "./notify-schema.ts";

/** `metrics`: where the numbers of a run go. */
export const metrics = z
  .strictObject({
    push: address.meta({
      description:
        "A Prometheus Pushgateway, which is given the numbers of each run of whole targets, a group for each target. Its path may name the job: /metrics/job/NAME.",
      examples: ["http://pushgateway.example.com:9091"],
    }),
  })
  .meta({ description: "Where the numbers of a run go." });

export type MetricsWritten = z.infer<typeof metrics>;
