import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { sql } from "kysely";
import { createTransport } from "nodemailer";
import pMap from "p-map";

import { createCampaign, steer } from "../../../app/campaigns/campaigns.server.ts";
import { NO_PLAN } from "../../../app/campaigns/plan.ts";
import { readTally } from "../../../app/campaigns/recipients/tally.server.ts";
import { workCampaigns } from "../../../app/campaigns/work/work.server.ts";
import type { Db } from "../../../app/db.server.ts";
import { factSources } from "../../../app/jobs/loops/fact-sources.server.ts";
import { HOUR_MS, plusMs } from "../../../app/lib/time.ts";
import { openSmtp } from "../../../app/messages/channels/email/smtp.server.ts";
import { TURN } from "../../../app/messages/loops.server.ts";
import { createFromPreset } from "../../../app/messages/content/store/publish.server.ts";
import { sendDue } from "../../../app/messages/sending/send-due.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { createEarningShop } from "../../support/earning-shop.ts";
import { emailsBy } from "../../support/transports.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { peakOf, tellMemory } from "../memory.ts";
import { NOW, type Stage } from "../stage.ts";

/** Emails that bare nodemailer is given at once, as many as the app has on their way. */
const AT_ONCE = 100;
const noon = plusMs(NOW, 10 * HOUR_MS);

/** How fast a campaign is written, rendered and handed to a mail server on the same machine, beside bare nodemailer with as many connections and the same email. */
export async function sendCampaign({ db, memory }: Stage, { customers }: { customers: number }): Promise<Figure> {
  const shop = await createEarningShop(db);
  await fill(db, shop, customers);
  const sink = fork(join(import.meta.dirname, "..", "smtp-sink.ts"), { silent: true });
  const [port] = sink.stdout === null ? [""] : ((await once(sink.stdout, "data")) as [Buffer]);
  const url = `smtp://127.0.0.1:${String(port).trim()}`;
  const smtp = openSmtp(url);
  let bytes = 0;
  let example = "";
  try {
    const emailId = await createFromPreset(shop, "early-access", "bench", noon);
    const plan = { ...NO_PLAN, emailId, audience: { kind: "everyone" as const } };
    const campaignId = (await createCampaign(db, shop.shopId, { name: "Bench", plan }, "bench", noon)) ?? 0;
    await steer(db, shop, campaignId, { step: "schedule", seen: 1 }, "bench", noon);
    const over = emailsBy({
      ...smtp,
      send: (email) => {
        example ||= email.html;
        bytes += email.html.length + email.text.length;
        return smtp.send(email);
      },
    });
    const { result: app, peak } = await peakOf(memory, () =>
      timed(async () => {
        for (let done = 1; done > 0;)
          done = (await workCampaigns(db, () => noon)) + (await sendDue(db, () => noon, TURN, factSources, over));
      }),
    );
    const { sent } = await readTally(db, shop.shopId, campaignId);
    if (sent < customers) throw new Error(`Only ${sent} of ${customers} emails were sent`);
    const bare = createTransport({ url, pool: true, maxConnections: 4, maxMessages: 100 });
    const baseline = await timed(() =>
      pMap(
        Array.from({ length: customers }, (_, at) => `c${at}@example.com`),
        (to) =>
          bare.sendMail({ from: "shop@example.com", to, subject: "Bench", html: example, text: example.replace(/<[^>]*>/g, "") }),
        { concurrency: AT_ONCE },
      ),
    );
    bare.close();
    return {
      scenario: "Emails of a campaign",
      unit: "emails",
      app: {
        what: "audience written, policy asked twice, rendered, handed over, each outcome kept",
        perSecond: perSecond(sent, app.ms),
      },
      baselines: [
        {
          what: "bare nodemailer: one finished email, to as many addresses, over as many connections",
          perSecond: perSecond(customers, baseline.ms),
        },
      ],
      notes: [
        `${sent} emails of ${Math.round(bytes / sent / 1_024)} kB; processor time of this process ${(app.cpuMs / 1_000).toFixed(1)} s, of nodemailer ${(baseline.cpuMs / 1_000).toFixed(1)} s`,
        tellMemory(peak),
      ],
    };
  } finally {
    smtp.close();
    sink.disconnect();
  }
}

/** Subscribers who may be written to. */
async function fill(db: Db, { shopId, installedAt }: Shop, customers: number): Promise<void> {
  await sql`update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH' where shop_id = ${shopId}`.execute(
    db,
  );
  await sql`
    insert into customers (shop_id, customer_id, email, first_name, locale, country_code, tags, email_consent, email_opt_in_level, email_consent_at, created_at)
    select ${shopId}, id, 'c' || id || '@example.com', 'Anna', 'de', 'DE', '{}', 'subscribed', 'confirmed_opt_in', ${installedAt}, ${installedAt}
    from generate_series(1, ${customers}) as id
  `.execute(db);
  // As in shops that send: one email each, months ago.
  await sql`
    insert into messages (shop_id, customer_id, template, data, key, locale, state, due_at, created_at, sent_at)
    select shop_id, customer_id, 'flow-email', '{}', 'old:' || customer_id, 'de', 'sent', created_at, created_at, created_at from customers where shop_id = ${shopId}
  `.execute(db);
  await sql`analyze`.execute(db);
}
