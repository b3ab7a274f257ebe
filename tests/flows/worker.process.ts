/** A worker as a process of its own, so that a test can kill it while flows are at work. */
import { db } from "../../app/db.server.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";

const now = () => new Date(process.env["WORKER_NOW"] ?? "");
for (let done = 1; done > 0;) {
  done = await fireDue(db(), now(), 7);
  done += await age("flow-effects", now, 5);
  done += await sendDue(db(), now, 10, factSources);
}
process.exit(0);
