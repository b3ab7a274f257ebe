import { setTimeout as sleep } from "node:timers/promises";

import { drainInbox } from "../../app/jobs/loops/inbox-loop.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";

/** A worker of its own process, for tests that kill it: drains the inbox at a fixed instant until it is ended. */
const [instant] = process.argv.slice(2);
if (instant === undefined) throw new Error("Say at which instant the worker works");
const now = new Date(instant);

await createQueues();
process.stdout.write("ready\n");
for (;;) {
  const settled = await drainInbox(() => now);
  process.stdout.write(`${settled}\n`);
  if (settled === 0) await sleep(20);
}
