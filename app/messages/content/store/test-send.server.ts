import { lowerAddress } from "../../../lib/lower-address.ts";
import { env } from "../../../env.server.ts";
import { HOUR_MS } from "../../../lib/time.ts";
import { readSettings } from "../../../shops/settings/settings.server.ts";
import { createRateGuard } from "../../../shops/proxy/rate-guard.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { Transport } from "../../channels/channel.ts";
import { isAddress } from "../../channels/email/address.ts";
import { compose, senderOf, type Email } from "../../channels/email/email.ts";
import { transports } from "../../channels/transports.server.ts";
import type { EmailLanguage } from "../document/document.ts";
import type { Rendered } from "../into-layout.ts";

export type Tested = "sent" | "too-soon" | "not-sent" | "not-yours";

/** So many an hour for a shop: enough to try things out, and nobody's mailbox is flooded through us. */
const withinRate = createRateGuard(20, HOUR_MS);

/** Where tests may go: the addresses that the shop itself uses. @param shopEmail Shopify's contact address of the shop */
export async function testAddresses(shopId: number, shopEmail: string | null): Promise<string[]> {
  const { senderEmail, senderProved, replyTo } = await readSettings(shopId);
  const own = [shopEmail, senderProved, senderEmail, replyTo].flatMap((address) =>
    address === null ? [] : [lowerAddress(address)],
  );
  return [...new Set(own)].filter(isAddress);
}

/** Sends an email as it is being edited, to one of the shop's own addresses. It is no message to a customer: no policy is asked, and nothing is kept. */
export async function sendTest(
  shop: Shop,
  { rendered, language, to, shopEmail }: { rendered: Rendered; language: EmailLanguage; to: string; shopEmail: string | null },
  now: Date,
  over: Transport<Email> = transports().email,
): Promise<Tested> {
  const address = lowerAddress(to);
  if (!(await testAddresses(shop.shopId, shopEmail)).includes(address)) return "not-yours";
  if (!withinRate(String(shop.shopId), now)) return "too-soon";
  const settings = await readSettings(shop.shopId);
  const email = compose({
    ...{ name: `test:${shop.shopId}:${now.getTime()}`, mark: null, locale: language, to: address, now, unsubscribeUrl: null },
    rendered: { ...rendered, subject: `[Test] ${rendered.subject}` },
    sender: senderOf({ ...settings, shopName: shop.name, shopEmail }, env().MAIL_FROM),
  });
  return (await over.send(email)).kind === "accepted" ? "sent" : "not-sent";
}
