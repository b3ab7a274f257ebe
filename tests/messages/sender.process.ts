/** A sender as a process of its own, so that a test can kill it while it hands a mail over. */
import { db } from "../../app/db.server.ts";
import { sendDue } from "../../app/messages/outbox.server.ts";

await sendDue(db(), new Date(process.env["SENDER_NOW"] ?? ""), 50);
process.exit(0);
