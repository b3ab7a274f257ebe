import type { JobName } from "../queue/jobs.ts";

/** When jobs run by themselves, as cron in UTC: some every minute, the others once a night. */
export const schedule: { readonly [Name in JobName]?: string } = {
  "watch-backfills": "* * * * *",
  "watch-reconciliations": "* * * * *",
  "watch-batches": "* * * * *",
  "watch-campaigns": "* * * * *",
  "check-mirrors": "*/10 * * * *",
  "watch-supplies": "*/10 * * * *",
  "check-shopify": "10 1 * * *",
  // Each hour is the morning of some shop.
  "check-summaries": "35 * * * *",
  // Each hour is the first of the day in some shop; and what is missing does not wait for the night.
  "check-volumes": "25 * * * *",
  "check-refills": "50 * * * *",
  "check-scores": "5 2 * * *",
  "check-figures": "15 2 * * *",
  "check-recommendations": "20 2 * * *",
  "check-collections": "30 2 * * *",
  "check-metafields": "40 2 * * *",
  "clean-up": "15 3 * * *",
  "check-segments": "20 3 * * *",
  "check-supplies": "25 3 * * *",
  "check-repeats": "30 3 * * *",
  "check-flows": "50 3 * * *",
  "check-counts": "5 4 * * *",
  "check-forecasts": "20 4 * * *",
};
