/** A worker as a process of its own, so that a test can kill it while a campaign is at work. */
import { workCampaigns } from "../../app/campaigns/work/work.server.ts";
import { db } from "../../app/db.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";

const now = () => new Date(process.env["WORKER_NOW"] ?? "");
for (let done = 1; done > 0;) done = (await workCampaigns(db(), now)) + (await sendDue(db(), now, 50, factSources));
process.exit(0);
