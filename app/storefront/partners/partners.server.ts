import { readAccountToken } from "../../affiliates/account-link.server.ts";
import { applyFor, followLink, payeeOf, sayPayee, takeAccount } from "../../actions/affiliates/take-part.server.ts";
import { readBalances } from "../../affiliates/ledger/balance.server.ts";
import { findByCode, findByCustomer, getAffiliate, type Affiliate } from "../../affiliates/people/affiliates.server.ts";
import { mayApplyFrom, readAffiliateCode, readApplication } from "../../affiliates/people/application.ts";
import { readPaypal } from "../../affiliates/people/payee.server.ts";
import { readPayee } from "../../affiliates/people/payee.ts";
import { offered, readTerms } from "../../affiliates/payouts/in-kind.server.ts";
import { noteBody } from "../../affiliates/payouts/note-page.ts";
import { listPayouts, readNote } from "../../affiliates/payouts/read.server.ts";
import { canRecruit } from "../../affiliates/setup/plans.server.ts";
import { readAffiliateProgram } from "../../affiliates/setup/settings.server.ts";
import { readContact, whoIs } from "../../customers/who-is.server.ts";
import { db } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import { createFormat } from "../../i18n/format.ts";
import { fillIn, shopperSays, voiceOf } from "../../i18n/shopper/say.ts";
import { findLocale, type Locale } from "../../i18n/translate.ts";
import { idFromText } from "../../lib/gid.ts";
import { clockText, DAY_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import { isSignature, signatureOf } from "../../messages/links/signature.ts";
import { textIn } from "../../program/rules/texts.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { visitorOf } from "../../shops/proxy/visitor.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { readStorefront } from "../../shops/shops.server.ts";
import { partnerLink } from "../../shops/storefront/storefront-links.ts";
import { refusal, themePage } from "../answer.ts";
import { receiveVisit } from "../visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { accountPage, applyPage, linkPage, sayPage } from "./pages.ts";
import { portalPage, type Portal } from "./portal.ts";
import { partnerWords } from "./words.ts";

const LONGEST_FORM = 16_384;
const PAYOUTS = 24;
const visitorMaySend = createRateGuard(10, MINUTE_MS);

/** What only a page of ours knows that was shown to this very customer: another site could have their browser post a form. */
function keyOf({ shop, customerId }: Asked, what: string): string {
  const [secret = ""] = linkSecrets();
  return signatureOf("partner", `${shop.shopId}-${customerId ?? 0n}-${what}`, secret);
}

function knowsKey({ shop, customerId }: Asked, what: string, form: ReadonlyMap<string, string>): boolean {
  return isSignature(form.get("key") ?? "", "partner", `${shop.shopId}-${customerId ?? 0n}-${what}`, linkSecrets());
}

type Asked = { shop: Shop; customerId: bigint | null; locale: Locale };

/** Who is an affiliate, and who was one: what they have earned is still to be paid. */
function hasPortal(affiliate: Affiliate | null): affiliate is Affiliate & { state: "approved" | "ended" } {
  return affiliate?.state === "approved" || affiliate?.state === "ended";
}

/** Where customers apply and affiliates see what they have. It writes nothing. */
export async function showPartner(request: Request, now: Date): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const asked = await receive(request, query.get("l"), now);
  if (asked instanceof Response) return asked;
  if (!visitorWithinRate(asked.shop, request, now)) return refused(asked, "too-many", 429);
  const affiliate = await ownOf(asked);
  const noteId = idFromText(query.get("note") ?? undefined);
  if (noteId !== null) return noteOf(asked, affiliate, noteId);
  const token = query.get("account");
  if (token !== null && !isTheirs(asked, affiliate, token, now)) return accountOf(asked, affiliate, token, now);
  if (hasPortal(affiliate)) return themePage(asked.locale, portalPage(await portalOf(asked, affiliate, null, now)));
  return applicationOf(asked, affiliate, query.get("by"), now);
}

/** The form, or what became of the application that there is. */
async function applicationOf(asked: Asked, affiliate: Affiliate | null, by: string | null, now: Date): Promise<Response> {
  const until = affiliate === null ? null : await waitsUntil(asked, affiliate);
  return affiliate === null || (until !== null && until <= now)
    ? applicationPage(asked, new Map(by === null ? [] : [["by", by]]), [], affiliate !== null)
    : stateOf(asked, affiliate, until);
}

/** From when on who was declined may apply again; null: they were not declined. */
async function waitsUntil({ shop }: Asked, { state, decidedAt }: Affiliate): Promise<Date | null> {
  if (state !== "declined") return null;
  const { settings } = await readAffiliateProgram(db(), shop.shopId);
  return mayApplyFrom(decidedAt, settings.reapplyDays);
}

/** Whether the link is of the partnership that this account has already. */
function isTheirs({ shop }: Asked, affiliate: Affiliate | null, token: string, now: Date): boolean {
  return affiliate !== null && affiliate.affiliateId === readAccountToken(token, shop.shopId, now);
}

/** The page by which somebody who applied as a guest binds the partnership to their account. */
async function accountOf(asked: Asked, affiliate: Affiliate | null, token: string, now: Date): Promise<Response> {
  const { shop, locale, customerId } = asked;
  const words = partnerWords[locale];
  const affiliateId = readAccountToken(token, shop.shopId, now);
  const found = affiliateId === null ? null : await getAffiliate(db(), shop.shopId, affiliateId);
  const say = (text: string, status: number) => themePage(locale, sayPage(locale, words.accountTitle, [text]), status);
  if (!hasPortal(found) || found.customerId !== null || found.email === null) return say(words.accountGone, 404);
  if (affiliate !== null && affiliate.state !== "declined") return say(words.accountTaken, 422);
  const key = customerId === null ? null : keyOf(asked, "account");
  return themePage(locale, accountPage(locale, { name: found.name ?? "", token, key }));
}

async function takeAccountOf(asked: Asked, affiliate: Affiliate | null, form: ReadonlyMap<string, string>, now: Date) {
  const { shop, customerId, locale } = asked;
  const token = form.get("account") ?? "";
  const affiliateId = readAccountToken(token, shop.shopId, now);
  if (customerId === null || !knowsKey(asked, "account", form)) return refused(asked, "unreadable", 422);
  const isBound = affiliateId !== null && (await takeAccount(shop, affiliateId, customerId));
  const bound = isBound ? await ownOf(asked) : null;
  if (!hasPortal(bound)) return accountOf(asked, affiliate, token, now);
  return themePage(locale, portalPage(await portalOf(asked, bound, null, now)));
}

/** An application, or where an affiliate is paid to. */
export async function takePartner(request: Request, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  const asked = await receive(request, form?.get("l") ?? null, now);
  if (asked instanceof Response) return asked;
  const { shop, customerId, locale } = asked;
  if (form === null || (form.get("company") ?? "") !== "") return refused(asked, "unreadable", 422);
  if (!visitorMaySend(`${shop.shopId}:${customerId ?? visitorOf(request)}`, now)) return refused(asked, "too-many", 429);
  const affiliate = await ownOf(asked);
  if (form.get("what") === "payee") return takePayee(asked, affiliate, form, now);
  if (form.get("what") === "account") return takeAccountOf(asked, affiliate, form, now);
  if (hasPortal(affiliate)) return themePage(locale, portalPage(await portalOf(asked, affiliate, null, now)));
  const until = affiliate === null ? null : await waitsUntil(asked, affiliate);
  if (affiliate !== null && (until === null || until > now)) return stateOf(asked, affiliate, until);
  const { enabled, settings } = await readAffiliateProgram(db(), shop.shopId);
  if (!enabled) return closed(asked);
  const email = await emailOf(asked);
  const read = readApplication(email === null ? form : new Map([...form, ["email", email]]));
  if (!read.ok) return applicationPage(asked, form, read.issues, affiliate !== null);
  const { reapplyDays } = settings;
  const recruitedBy = (await inviterOf(asked, form.get("by")))?.affiliateId ?? null;
  if (!(await applyFor(shop, read.application, { customerId, locale, reapplyDays, recruitedBy })))
    return refused(asked, "too-many", 429);
  const words = partnerWords[locale];
  // Whether an address was declined, only its account is told.
  const since = createFormat(locale, shop).date(plusMs(now, -reapplyDays * DAY_MS));
  const again = customerId !== null || reapplyDays === 0 ? [] : [fillIn(words.thanksAgain, { date: since })];
  return themePage(locale, sayPage(locale, words.thanksTitle, [words.thanksText, ...again]));
}

/** The page behind an affiliate's link. To open it changes nothing. */
export async function showLink(request: Request, typed: string, now: Date): Promise<Response> {
  const asked = await receive(request, new URL(request.url).searchParams.get("l"), now);
  if (asked instanceof Response) return asked;
  if (!visitorWithinRate(asked.shop, request, now)) return refused(asked, "too-many", 429);
  const { shop, locale } = asked;
  const affiliate = await openLink(shop, typed);
  const words = partnerWords[locale];
  if (affiliate === null) return themePage(locale, sayPage(locale, words.goneTitle, [words.goneText]), 404);
  if (affiliate.customerId !== null && affiliate.customerId === asked.customerId)
    return themePage(locale, sayPage(locale, words.ownTitle, [words.ownText]));
  const offer = { name: affiliate.name ?? "", code: affiliate.code ?? "", percent: affiliate.discountPercent ?? 0 };
  return themePage(locale, linkPage({ locale, shopName: shop.name }, { ...offer, key: keyOf(asked, offer.code) }));
}

/** Somebody presses the button: that is the click that counts. They go on into the shop, where Shopify puts the code into their cart. */
export async function takeLink(request: Request, typed: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  const asked = await receive(request, form?.get("l") ?? null, now);
  if (asked instanceof Response) return asked;
  const { shop, locale, customerId } = asked;
  const affiliate = form === null ? null : await openLink(shop, typed);
  const words = partnerWords[locale];
  if (affiliate === null) return themePage(locale, sayPage(locale, words.goneTitle, [words.goneText]), 404);
  // Who presses on and on is led on all the same, but not counted again.
  const isOwn = customerId !== null && affiliate.customerId === customerId;
  const known = form !== null && knowsKey(asked, affiliate.code ?? "", form) ? customerId : null;
  if (!isOwn && visitorMaySend(`${shop.shopId}:${visitorOf(request)}`, now)) await followLink(shop, affiliate, known);
  const code = encodeURIComponent(affiliate.code ?? "");
  return new Response(null, {
    status: 303,
    headers: { Location: `/discount/${code}?redirect=%2F`, "Cache-Control": "private, no-store" },
  });
}

async function receive(request: Request, wanted: string | null, now: Date): Promise<Asked | Response> {
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const { shop } = visit;
  const customerId = visit.customerId === null ? null : await whoIs(db(), shop.shopId, { id: visit.customerId });
  return { shop, customerId, locale: findLocale(wanted) ?? findLocale(shop.primaryLocale) ?? "en" };
}

async function ownOf({ shop, customerId }: Asked): Promise<Affiliate | null> {
  if (customerId === null || shop.affiliatesSince === null) return null;
  return findByCustomer(db(), shop.shopId, customerId);
}

async function openLink(shop: Shop, typed: string): Promise<Affiliate | null> {
  const code = readAffiliateCode(typed);
  return code === null || shop.affiliatesSince === null ? null : findByCode(db(), shop.shopId, code);
}

/** By whose link somebody applies; null: by nobody's, or recruiting brings nothing here. */
async function inviterOf({ shop, customerId }: Asked, typed: string | null | undefined): Promise<Affiliate | null> {
  if (typed == null || typed === "" || !(await canRecruit(db(), shop.shopId))) return null;
  const inviter = await openLink(shop, typed);
  return inviter === null || (customerId !== null && inviter.customerId === customerId) ? null : inviter;
}

async function emailOf({ shop, customerId }: Asked): Promise<string | null> {
  return customerId === null ? null : ((await readContact(db(), shop.shopId, customerId))?.email ?? null);
}

async function applicationPage(
  asked: Asked,
  typed: ReadonlyMap<string, string>,
  issues: Parameters<typeof applyPage>[0]["issues"],
  again: boolean,
): Promise<Response> {
  const { shop, customerId, locale } = asked;
  const { enabled, settings } = await readAffiliateProgram(db(), shop.shopId);
  if (!enabled) return closed(asked);
  const known = customerId === null ? null : await readContact(db(), shop.shopId, customerId);
  const name = [known?.firstName, known?.lastName].filter((part) => part != null && part !== "").join(" ");
  const filled = typed.has("name") ? typed : new Map([["name", name]]);
  const inviter = await inviterOf(asked, typed.get("by"));
  const terms = settings.terms === null ? null : textIn(settings.terms, locale);
  const page = applyPage({
    locale,
    shopName: shop.name,
    terms,
    typed: filled,
    email: known?.email ?? null,
    known: customerId !== null,
    again,
    issues,
    inviter: inviter === null ? null : { name: inviter.name ?? "", code: inviter.code ?? "" },
  });
  return themePage(locale, page, issues.length === 0 ? 200 : 422);
}

function closed({ locale }: Asked): Response {
  const words = partnerWords[locale];
  return themePage(locale, sayPage(locale, words.closedTitle, [words.closedText]));
}

/** What became of an application. @param until they may apply again from then on */
function stateOf({ shop, locale }: Asked, { state, reason }: Affiliate, until: Date | null): Response {
  const words = partnerWords[locale];
  if (state === "applied") return themePage(locale, sayPage(locale, words.waitingTitle, [words.waitingText]));
  const why = reason === null || reason === "" ? [] : [fillIn(words.declinedReason, { reason })];
  const from = until === null ? [] : [fillIn(words.declinedUntil, { date: createFormat(locale, shop).date(until) })];
  return themePage(locale, sayPage(locale, words.declinedTitle, [words.declinedText, ...why, ...from]));
}

async function takePayee(
  asked: Asked,
  affiliate: Affiliate | null,
  form: ReadonlyMap<string, string>,
  now: Date,
): Promise<Response> {
  const { shop, locale } = asked;
  if (!hasPortal(affiliate) || !knowsKey(asked, "payee", form)) return refused(asked, "unreadable", 422);
  const before = await payeeOf(shop, affiliate.affiliateId);
  const { settings } = await readAffiliateProgram(db(), shop.shopId);
  const ways = offered(await readTerms(db(), shop, settings, now), shop);
  const read = readPayee(form, before, settings.issuer.country, ways);
  if (read.ok) await sayPayee(shop, affiliate, read.payee);
  const answer = { typed: form, issues: read.ok ? [] : read.issues };
  return themePage(locale, portalPage(await portalOf(asked, affiliate, answer, now)), read.ok ? 200 : 422);
}

async function portalOf(
  asked: Asked,
  { affiliateId, code, state }: Affiliate,
  answer: Portal["answer"],
  now: Date,
): Promise<Portal> {
  const { shop, locale } = asked;
  const { shopId } = shop;
  const [balances, payouts, payee, paypal, storefront, { settings }] = await Promise.all([
    readBalances(db(), shopId, [affiliateId], now),
    listPayouts(db(), shopId, { affiliateId }, PAYOUTS),
    payeeOf(shop, affiliateId),
    readPaypal(db(), shopId, affiliateId),
    readStorefront(db(), shop),
    readAffiliateProgram(db(), shopId),
  ]);
  return {
    key: keyOf(asked, "payee"),
    ended: state === "ended",
    ...{ locale, shopName: shop.name, format: createFormat(locale, shop), code: code ?? "", payouts, payee, paypal, answer },
    link: partnerLink(storefront, code ?? ""),
    recruitLink: (await canRecruit(db(), shopId)) ? `${partnerLink(storefront)}?by=${encodeURIComponent(code ?? "")}` : null,
    material: settings.material === null ? null : textIn(settings.material, locale),
    offered: offered(await readTerms(db(), shop, settings, now), shop),
    balance: balances.get(affiliateId) ?? null,
    minimumMinor: BigInt(settings.minimumMinor),
  };
}

/** Only who was paid reads the credit note, and nobody learns whether there is one. */
async function noteOf({ shop, locale }: Asked, affiliate: Affiliate | null, payoutId: bigint): Promise<Response> {
  const found = affiliate === null ? null : await readNote(db(), shop.shopId, payoutId);
  const words = partnerWords[locale];
  if (found === null || found.affiliateId !== affiliate?.affiliateId)
    return themePage(locale, sayPage(locale, words.goneTitle, []), 404);
  const cancelledOn = found.cancelledAt === null ? null : clockText(found.cancelledAt, shop.timeZone).slice(0, 10);
  return themePage(locale, noteBody(found.note, cancelledOn));
}

function refused(asked: Asked, reason: "too-many" | "unreadable", status: number): Response {
  const voice = voiceOf(asked.shop, asked.locale);
  return themePage(asked.locale, sayPage(asked.locale, shopperSays(voice).refused, [refusal(voice, reason).message]), status);
}
