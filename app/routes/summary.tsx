import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { linkSecrets } from "../env.server.ts";
import { findLocale, translator } from "../i18n/translate.ts";
import { readSwitchOff } from "../insights/summary/links.ts";
import { linkAnswer } from "../messages/links/answer.ts";
import { LinkPage } from "../messages/links/document.tsx";
import { oneLine } from "../messages/content/text.ts";
import { readSettings, switchSummaryOff } from "../shops/settings/settings.server.ts";
import type { Shop } from "../shops/shop.ts";
import { findShop } from "../shops/shops.server.ts";

/** The page behind the link that ends a shop's monthly summary. It only asks: mailboxes are read by programs that open every link. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const shop = await shopOf(request);
  if (shop === null) return answer(request, null, false);
  return answer(request, shop, !(await readSettings(shop.shopId)).monthlySummary);
}

/** The page's button, and the mail program's own (RFC 8058). What the body says does not matter, and is not read. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const shop = await shopOf(request);
  if (shop !== null) await switchSummaryOff(shop.shopId, now());
  return answer(request, shop, true);
}

async function shopOf(request: Request): Promise<Shop | null> {
  const shopId = readSwitchOff(new URL(request.url).searchParams.get("t") ?? "", linkSecrets());
  return shopId === null ? null : findShop(db(), shopId);
}

/** @param off whether the summary is off by now */
function answer(request: Request, shop: Shop | null, off: boolean): Response {
  const locale = findLocale(request.headers.get("accept-language")?.trim()) ?? "en";
  const t = translator(locale);
  const about = { shop: oneLine(shop?.name ?? "") };
  const page =
    shop === null
      ? { title: t("summary.failedTitle"), text: t("summary.failedText"), button: null }
      : off
        ? { title: t("summary.doneTitle"), text: t("summary.doneText", about), button: null }
        : { title: t("summary.askTitle"), text: t("summary.askText", about), button: t("summary.askButton") };
  return linkAnswer(<LinkPage locale={locale} {...page} />, locale, shop === null ? 404 : 200);
}
