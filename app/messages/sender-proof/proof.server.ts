import type { Db } from "../../db.server.ts";
import { env, linkSecrets } from "../../env.server.ts";
import type { Locale } from "../../i18n/translate.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { noteSenderAsk, proveSender, readSettings, readUnprovedSender } from "../../shops/settings/settings.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findShop } from "../../shops/shops.server.ts";
import type { Transport } from "../channels/channel.ts";
import { isAddress } from "../channels/email/address.ts";
import type { Email } from "../channels/email/email.ts";
import { transports } from "../channels/transports.server.ts";
import { proofEmail } from "./proof-email.ts";
import { isProofOf, PROOF_VALID_MS, readProof, signProof } from "./token.ts";

/** One link a minute and six a day for a shop, whichever addresses they go to: so nobody can be flooded through us. */
const APART_MS = MINUTE_MS;
const A_DAY = 6;

export type Asked = "sent" | "too-soon" | "not-sent" | "nothing-to-prove";

/** Sends the link that proves the shop's sender address to that address. */
export async function askForProof(
  shop: Shop,
  locale: Locale,
  now: Date,
  over: Transport<Email> = transports().email,
): Promise<Asked> {
  const unproved = await readUnprovedSender(shop.shopId);
  if (unproved === null || !isAddress(unproved.address)) return "nothing-to-prove";
  const { address, asks } = unproved;
  const lately = asks.filter((at) => at > plusMs(now, -DAY_MS));
  if (lately.length >= A_DAY || lately.some((at) => at > plusMs(now, -APART_MS))) return "too-soon";
  if (!(await noteSenderAsk(shop.shopId, asks, [...lately, now]))) return "too-soon";
  const { SHOPIFY_APP_URL, UNSUBSCRIBE_SECRET, MAIL_FROM } = env();
  const url = `${SHOPIFY_APP_URL}/sender?t=${signProof({ shopId: shop.shopId, sentAt: now }, address, UNSUBSCRIBE_SECRET)}`;
  const about = { shopId: shop.shopId, shopName: shop.name, domain: shop.domain, mailFrom: MAIL_FROM };
  const delivery = await over.send(proofEmail({ ...about, address, url, locale, now }));
  if (delivery.kind === "accepted") return "sent";
  log().warn({ shopId: shop.shopId, delivery }, "the link to prove a sender address was not accepted");
  return "not-sent";
}

export type ProofLink =
  /** `proved`: a click has done it already. */
  | { kind: "valid"; shop: Shop; address: string; proved: boolean }
  | { kind: "expired" }
  /** Not ours, of another shop, or for an address that is no longer the one entered. */
  | { kind: "void" };

/** What a link is worth now. Reading changes nothing: programs that check links open them, too. */
export async function findProof(db: Db, token: string, now: Date): Promise<ProofLink> {
  const proof = readProof(token);
  const shop = proof === null ? null : await findShop(db, proof.shopId);
  if (proof === null || shop?.status !== "installed") return { kind: "void" };
  const { senderEmail: address, senderProved } = await readSettings(shop.shopId);
  if (address === null || !isProofOf(token, address, linkSecrets())) return { kind: "void" };
  if (address === senderProved) return { kind: "valid", shop, address, proved: true };
  // The same address entered anew after another one wants a new proof.
  const since = (await readUnprovedSender(shop.shopId))?.since ?? null;
  if (since !== null && proof.sentAt < since) return { kind: "void" };
  return proof.sentAt < plusMs(now, -PROOF_VALID_MS) ? { kind: "expired" } : { kind: "valid", shop, address, proved: false };
}

/** Has the shop's emails come from the address that the link was sent to. Again is harmless. */
export async function acceptProof(db: Db, token: string, now: Date): Promise<ProofLink> {
  const link = await findProof(db, token, now);
  if (link.kind !== "valid" || link.proved) return link;
  return (await proveSender(link.shop.shopId, link.address, now)) ? { ...link, proved: true } : { kind: "void" };
}
