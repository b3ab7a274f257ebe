import { takeModule } from "../../actions/shopper/taking-part/take-module.server.ts";
import { db } from "../../db.server.ts";
import { handleSchema } from "../../learning/content/terms.ts";
import { readShown } from "../../learning/shown/for-shoppers.server.ts";
import { moduleWords } from "../../learning/shown/words.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { plain, themePage } from "../answer.ts";
import { runningFor } from "../api/account.server.ts";
import { refused, said } from "../page-visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { askedFor, isKey, keyOf, LONGEST_FORM, mayAnswer, mayLook, type Asked } from "./ask.server.ts";
import { modulePage, type ModulePage } from "./page.ts";

/** A module to read, with its questions. Opening it begins nothing. */
export async function showModule(request: Request, handle: string, now: Date): Promise<Response> {
  const wanted = new URL(request.url).searchParams.get("l");
  return askedFor(request, { handle, wanted, now }, async (asked) => {
    const { shop, customerId } = asked;
    const isFine = customerId === null ? visitorWithinRate(shop, request, now) : mayLook(`${shop.shopId}:${customerId}`, now);
    return isFine ? show(asked, now, {}) : refused(asked, "too-many", 429);
  });
}

/** Answers to its questions. Who gives them, Shopify's signature says; for which try and version, a key that the form had. */
export async function takeAnswers(request: Request, handle: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  return askedFor(request, { handle, wanted: form?.get("l") ?? null, now }, async (asked) => {
    const { shop, customerId, locale } = asked;
    const words = moduleWords[locale];
    if (form === null) return refused(asked, "unreadable", 422);
    if (customerId === null) return show(asked, now, {}, 403);
    const [version, number] = [form.get("version") ?? "", form.get("try") ?? ""];
    if (!/^[1-9]\d{0,5}$/.test(version) || !/^[1-9]\d{0,5}$/.test(number)) return refused(asked, "unreadable", 422);
    if (!isKey(form.get("key"), asked, customerId, `${version}-${number}`)) return refused(asked, "unreadable", 422);
    if (!mayAnswer(`${shop.shopId}:${customerId}`, now)) return refused(asked, "too-many", 429);
    const taken = await takeModule(shop, { handle, customerId, version: Number(version), number: Number(number), form });
    if (taken.ok) return show(asked, now, { answered: true, points: taken.points });
    switch (taken.reason) {
      case "missing":
        return show(asked, now, { problem: words.missing, missing: taken.missing, chosen: form }, 422);
      case "stale":
        return show(asked, now, { problem: words.stale }, 409);
      case "outside":
        return refused(asked, "paused", 403);
      case "group":
      case "unknown":
      case "tries":
        return show(asked, now, {}, 403);
    }
  });
}

type Said = Partial<Pick<ModulePage, "problem" | "missing" | "chosen" | "answered" | "points">>;

async function show(asked: Asked, now: Date, more: Said, status = 200): Promise<Response> {
  const { shop, customerId, locale, handle } = asked;
  const words = moduleWords[locale];
  const shown = handleSchema.safeParse(handle).success ? await readShown(db(), shop, handle, customerId, now) : null;
  const running = await runningFor(db(), shop, customerId, now);
  // Whom the program does not run for hears nothing of it, but what they have passed.
  if (shown === null || (running === "no" && shown.pass === null)) return said(asked, words.closed, 404);
  if (shown.pass === null) {
    if (shown.state !== "live") return said(asked, words.closed, 404);
    if (running === "paused") return refused(asked, "paused", 403);
    if (!shown.open) return customerId === null ? groupPage(asked) : said(asked, words.notFor, 403);
  }
  const { version, number } = shown.sheet;
  const page: ModulePage = {
    ...{ shop, locale, handle, shown, answered: false, points: 0n, missing: [], chosen: null },
    problem: asked.loggedIn && customerId === null ? words.unknown : null,
    key: customerId === null ? null : keyOf(asked, customerId, `${version}-${number}`),
    ...more,
  };
  return themePage(locale, modulePage(page), status);
}

/** Nobody who is not logged in hears what a module for some is about. */
function groupPage({ locale }: Asked): Response {
  const words = moduleWords[locale];
  return themePage(
    locale,
    `<h1>${plain(words.logIn)}</h1>
<p>${plain(words.logInGroup)}</p>
<p><a class="reprise-answer__main" href="{{ routes.storefront_login_url | default: routes.account_login_url }}">${plain(words.logIn)}</a></p>`,
    200,
  );
}
