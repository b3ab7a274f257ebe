import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { env } from "../../env.server.ts";
import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { readSettings } from "../../shops/settings/settings.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop, pickShop } from "../../shops/shops.server.ts";
import type { Transport } from "../channels/channel.ts";
import { isAddress } from "../channels/email/address.ts";
import { compose, senderOf, type Email } from "../channels/email/email.ts";
import { transports } from "../channels/transports.server.ts";
import { intoLayout } from "../content/into-layout.ts";
import { oneLine } from "../content/text.ts";
import { CONFIRM_MS, signConfirmation } from "./token.ts";
import { signUpWords } from "./words.ts";

type Due = { signUpId: bigint; email: string; locale: ShopperLocale; askedAt: Date; attempts: number };

/** Links of one shop within an hour, whoever asks for them: no form floods strangers through us. Those beyond wait their turn; workers that send at once may each add one. */
const MOST_LINKS_AN_HOUR = 60;

/**
 * Sends one link that is due. What the mail server puts off is tried again as long as the link would be good; whatever else becomes of it, it is handed over at most once, and who
 * does not get it asks again. @returns how many were dealt with
 */
export async function sendLink(db: Db, now: Date, over: Transport<Email> = transports().email): Promise<number> {
  const waiting = sql`select where ${withinHour(sql`s.shop_id`, now)} and exists (
    select from sign_ups u where u.shop_id = s.shop_id and u.mail_due_at <= ${now}
  )`;
  const shopId = await pickShop(db, waiting, []);
  if (shopId === null) return 0;
  const { rows } = await sql<Due>`
    with due as (
      select sign_up_id from sign_ups where shop_id = ${shopId} and mail_due_at <= ${now} and ${withinHour(sql`${shopId}::int`, now)}
      order by mail_due_at limit 1 for update skip locked
    )
    update sign_ups u set mail_due_at = null, mails = u.mails || ${now}::timestamptz, mailed_at = ${now} from due
    where u.shop_id = ${shopId} and u.sign_up_id = due.sign_up_id
    returning u.sign_up_id as "signUpId", u.email, u.locale, u.asked_at as "askedAt", u.mail_attempts as attempts
  `.execute(db);
  const [due] = rows;
  if (due === undefined) return 0;
  const shop = await getShop(db, shopId);
  if (shop.status !== "installed" || !isAddress(due.email)) return 1;
  const delivery = await over.send(await confirmationEmail(shop, due, now));
  if (delivery.kind === "temporary") await tryAgain(db, shopId, due, now);
  if (delivery.kind !== "accepted") log().warn({ shopId, delivery }, "the link to confirm a sign-up was not accepted");
  return 1;
}

/** Whether the shop may send one more link. */
function withinHour(shopId: RawBuilder<unknown>, now: Date): RawBuilder<unknown> {
  const since = plusMs(now, -HOUR_MS);
  return sql`(
    select count(*) from sign_ups m cross join unnest(m.mails) as mail(at) where m.shop_id = ${shopId} and m.mailed_at > ${since} and mail.at > ${since}
  ) < ${MOST_LINKS_AN_HOUR}`;
}

/** A link that has not left is due again, unless it would be void by then; it does not count as one that was sent. */
async function tryAgain(db: Db, shopId: number, { signUpId, askedAt, attempts }: Due, now: Date): Promise<void> {
  const at = plusMs(now, backoffMs(attempts + 1, 2 * MINUTE_MS, 4 * HOUR_MS));
  await sql`
    update sign_ups set mail_due_at = ${at < plusMs(askedAt, CONFIRM_MS) ? at : null}::timestamptz, mail_attempts = mail_attempts + 1,
      mails = array_remove(mails, ${now}::timestamptz(3))
    where shop_id = ${shopId} and sign_up_id = ${signUpId} and asked_at = ${askedAt} and mail_due_at is null and confirmed_at is null
  `.execute(db);
}

async function confirmationEmail(shop: Shop, { signUpId, email, locale, askedAt }: Due, now: Date): Promise<Email> {
  const { SHOPIFY_APP_URL, UNSUBSCRIBE_SECRET, MAIL_FROM } = env();
  const { senderName, senderEmail, senderProved, replyTo, imprint } = await readSettings(shop.shopId);
  const shopName = oneLine(shop.name);
  const words = signUpWords[locale](shopName);
  const url = `${SHOPIFY_APP_URL}/confirm?t=${signConfirmation({ shopId: shop.shopId, signUpId, askedAt }, email, UNSUBSCRIBE_SECRET)}`;
  const rendered = intoLayout({
    ...{ locale, shop_name: shopName, shop_url: url, subject: words.subject, preheader: words.text, greeting: "" },
    ...{ paragraphs: [words.text, words.otherwise], items: [], code: "", button: words.button, button_url: url },
    ...{
      closing: [],
      reason: words.reason,
      imprint: imprint
        .split(/\r\n|\r|\n/)
        .map(oneLine)
        .filter((line) => line !== ""),
    },
    ...{ unsubscribe: "", unsubscribe_url: "", preferences: "", preferences_url: "", trap_url: "" },
  });
  const sender = senderOf({ senderName, senderEmail, senderProved, replyTo, shopName: shop.name, shopEmail: null }, MAIL_FROM);
  const name = `sign-up-${shop.shopId}-${signUpId}-${askedAt.getTime()}`;
  return compose({ name, mark: null, sender, to: email, locale, rendered, unsubscribeUrl: null, now });
}
