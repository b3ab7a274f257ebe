/** A sender as a process of its own, so that a test can kill it while it hands an email over. */
import { db } from "../../app/db.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";

await sendDue(db(), () => new Date(process.env["SENDER_NOW"] ?? ""), 50, factSources);
process.exit(0);
