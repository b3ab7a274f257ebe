import { db } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import { monthText } from "../../i18n/shopper/dates.ts";
import { fillIn, naming, pointsName, pointsText, shopperSays, voiceOf } from "../../i18n/shopper/say.ts";
import { isUniqueViolation } from "../../lib/database-errors.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { aliasOf, monthOf } from "../../leaderboard/board.ts";
import { findMember, join, leave, type Member } from "../../leaderboard/members.server.ts";
import { listMonths, rank, type Ranked } from "../../leaderboard/ranking.server.ts";
import { readLeaderboard } from "../../leaderboard/settings.server.ts";
import { boardWords, type BoardWords } from "../../leaderboard/words.ts";
import { isSignature, signatureOf } from "../../messages/links/signature.ts";
import { sideBySide } from "../../pipeline/change.server.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import type { Shop } from "../../shops/shop.ts";
import { plain, refusal, themePage, wordPage } from "../answer.ts";
import { runningFor } from "../api/account.server.ts";
import { pageInTime, refused, type PageVisit } from "../page-visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { STYLE } from "./style.ts";

const LONGEST_FORM = 4_096;
/** So many places a page shows; whoever is below reads their own. */
const SHOWN = 20;
const PAST = 6;
const mayLook = createRateGuard(30, MINUTE_MS);
const mayChange = createRateGuard(10, MINUTE_MS);

type Problem = { text: string; alias: string };

/** The leaderboard, by aliases alone. Opening it joins nobody. */
export async function showBoard(request: Request, now: Date): Promise<Response> {
  const wanted = new URL(request.url).searchParams.get("l");
  return pageInTime(request, { wanted, page: "leaderboard", now }, async (asked) => {
    const { shop, customerId } = asked;
    const isFine = customerId === null ? visitorWithinRate(shop, request, now) : mayLook(`${shop.shopId}:${customerId}`, now);
    return isFine ? show(asked, null, now) : refused(asked, "too-many", 429);
  });
}

/** Somebody joins, chooses another name, or leaves. Who it is, Shopify's signature says; a key that other sites do not know, that they mean it. */
export async function takeMember(request: Request, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  return pageInTime(request, { wanted: form?.get("l") ?? null, page: "leaderboard", now }, async (asked) => {
    const { shop, customerId } = asked;
    if (customerId === null) return show(asked, null, now, 403);
    if (form === null || !isSignature(form.get("key") ?? "", "board", bindingOf(asked, customerId), linkSecrets()))
      return refused(asked, "unreadable", 422);
    if (!mayChange(`${shop.shopId}:${customerId}`, now)) return refused(asked, "too-many", 429);
    return change(asked, customerId, form, now);
  });
}

async function change(asked: PageVisit, customerId: bigint, form: Map<string, string>, now: Date): Promise<Response> {
  const { shop, locale } = asked;
  if (form.get("intent") === "leave") {
    await sideBySide(shop.shopId, (tx) => leave(tx, shop.shopId, customerId));
    return show(asked, null, now);
  }
  const words = boardWords[locale];
  const typed = (form.get("alias") ?? "").slice(0, 60);
  const alias = aliasOf(typed);
  const { on } = await readLeaderboard(db(), shop.shopId);
  if (alias === null || form.get("show") !== "on" || !on) return show(asked, { text: words.wrong, alias: typed }, now, 422);
  const done = await sideBySide(shop.shopId, (tx) => join(tx, shop.shopId, customerId, alias, now)).catch((error: unknown) => {
    // Two who choose one name at once.
    if (isUniqueViolation(error)) return false;
    throw error;
  });
  return done ? show(asked, null, now) : show(asked, { text: words.taken, alias: typed }, now, 422);
}

async function show(asked: PageVisit, problem: Problem | null, now: Date, status = 200): Promise<Response> {
  const { shop, customerId, locale } = asked;
  const voice = voiceOf(shop, locale);
  const { on, prize } = await readLeaderboard(db(), shop.shopId);
  const words = wordsOf(asked);
  const member = customerId === null ? null : await findMember(db(), shop.shopId, customerId);
  if (!on || (await runningFor(db(), shop, customerId, now)) !== "yes") {
    const says = wordPage(words.title, refusal(voice, "paused").message, shopperSays(voice).back);
    return themePage(locale, customerId === null || member === null ? says : says + leaveForm(asked, customerId), 404);
  }
  const month = monthOf(now, shop.timeZone);
  const ranked = customerId === null ? await rankForVisitors(shop, month, now) : await rank(db(), shop, month);
  const own = ranked.find((one) => one.customerId === customerId);
  const past = (await listMonths(db(), shop.shopId, PAST)).filter(({ alias }) => alias !== null);
  const nameOf = (one: number) => monthText(new Date(Date.UTC(Math.floor(one / 12), one % 12, 1)), locale);
  const rows = ranked
    .slice(0, SHOWN)
    .map(
      (one) =>
        `<li${one === own ? ' aria-current="true"' : ""}><strong>${plain(one.alias)}</strong> · ${plain(pointsText(one.points, voice))}</li>`,
    );
  return themePage(
    locale,
    `<style>${STYLE}</style>
<h1>${plain(words.title)}</h1>
${problem === null ? "" : `<p role="alert" id="reprise-board-problem"><strong>${plain(problem.text)}</strong></p>`}
<p>${plain(words.intro)}</p>
<h2>${plain(nameOf(month))}</h2>
${rows.length === 0 ? `<p>${plain(words.empty)}</p>` : `<ol>${rows.join("\n")}</ol>`}
${prize === 0 ? "" : `<p>${plain(fillIn(words.prize, { points: pointsText(prize, voice) }))}</p>`}
${own === undefined ? "" : `<p role="status"><strong>${plain(fillIn(words.mine, { place: String(own.place) }))}</strong></p>`}
${member !== null && own === undefined ? `<p role="status">${plain(member.hidden ? words.hidden : words.none)}</p>` : ""}
${customerId === null ? logIn(words) : formFor(asked, customerId, member, problem)}
${past.length === 0 ? "" : `<h2>${plain(words.past)}</h2>\n<ul>${past.map((one) => `<li>${plain(fillIn(words.won, { month: nameOf(one.month), alias: one.alias ?? "" }))}</li>`).join("\n")}</ul>`}
<p class="reprise-answer__links"><a href="{{ routes.account_url }}">${plain(shopperSays(voice).toAccount)}</a></p>`,
    status,
  );
}

const FRESH_MS = 30 * SECOND_MS;
const kept = new Map<number, { month: number; at: Date; ranked: Promise<Ranked[]> }>();

/** Anybody may open the page: so often and no oftener all is worked out for whoever is not logged in. */
function rankForVisitors(shop: Shop, month: number, now: Date): Promise<Ranked[]> {
  const known = kept.get(shop.shopId);
  if (known?.month === month && known.at <= now && now < plusMs(known.at, FRESH_MS)) return known.ranked;
  const ranked = rank(db(), shop, month);
  kept.set(shop.shopId, { month, at: now, ranked });
  ranked.catch(() => kept.delete(shop.shopId));
  return ranked;
}

function logIn(words: BoardWords): string {
  return `<p>${plain(words.logInText)}</p>
<p><a class="reprise-answer__main" href="{{ routes.storefront_login_url | default: routes.account_login_url }}">${plain(words.logIn)}</a></p>`;
}

function formFor(asked: PageVisit, customerId: bigint, member: Member | null, problem: Problem | null): string {
  const words = wordsOf(asked);
  const wrong = problem === null ? "" : ' aria-invalid="true" aria-describedby="reprise-board-problem"';
  return `<form class="reprise-answer__form" method="post">${signed(asked, customerId)}
<label for="reprise-alias">${plain(words.alias)}</label>
<input id="reprise-alias" name="alias" required minlength="2" maxlength="20" autocomplete="off" value="${plain(problem?.alias ?? member?.alias ?? "")}"${wrong}>
<p><small>${plain(words.hint)}</small></p>
<div class="reprise-draw__form"><label><input type="checkbox" name="show" value="on" required> <span>${plain(words.show)}</span></label></div>
<button class="reprise-answer__main" type="submit" name="intent" value="join">${plain(member === null ? words.join : words.change)}</button>
</form>
${member === null ? "" : leaveForm(asked, customerId)}`;
}

/** Whoever is a member may leave, also while nothing is shown. */
function leaveForm(asked: PageVisit, customerId: bigint): string {
  return `<form method="post">${signed(asked, customerId)}<button class="reprise-answer__main" type="submit" name="intent" value="leave">${plain(wordsOf(asked).leave)}</button></form>`;
}

function signed(asked: PageVisit, customerId: bigint): string {
  const [secret = ""] = linkSecrets();
  const key = signatureOf("board", bindingOf(asked, customerId), secret);
  return `<input type="hidden" name="l" value="${asked.locale}"><input type="hidden" name="key" value="${plain(key)}">`;
}

/** Its words with what points are called. */
function wordsOf({ shop, locale }: PageVisit): BoardWords {
  const name = pointsName(voiceOf(shop, locale));
  return Object.fromEntries(Object.entries(boardWords[locale]).map(([key, text]) => [key, naming(text, name)])) as BoardWords;
}

function bindingOf({ shop }: PageVisit, customerId: bigint): string {
  return `${shop.shopId}-${customerId}`;
}
