import { sql } from "kysely";

import { now as present } from "../../app/clock.server.ts";
import type { Db } from "../../app/db.server.ts";
import { action, loader } from "../../app/routes/proxy.survey.$surveyId.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { kinds, type SurveyKind } from "../../app/surveys/content/kinds.ts";
import type { OpenWay } from "../../app/surveys/content/ways.ts";
import { createSurvey, keepSurvey } from "../../app/surveys/surveys.server.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import type { Page } from "./stage.ts";

const PROXY_SECRET = "test-client-secret-0123456789";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1";

export type Settings = { kind?: SurveyKind; ways?: OpenWay[]; anonymous?: boolean; quietDays?: number };

/** A survey that is asked in these ways; of the second version, since it was saved once. */
export async function openSurvey(
  { shopId }: Shop,
  at: Date,
  { kind = "nps", ways = ["link"], anonymous = true, quietDays = kinds[kind].quietDays }: Settings = {},
): Promise<number> {
  const surveyId = (await createSurvey(shopId, kind, "de", "merchant:1", at)) ?? 0;
  const { definition } = kinds[kind];
  await keepSurvey(
    shopId,
    surveyId,
    1,
    { name: "Umfrage", quietDays, pauses: true, ways, anonymous, definition, actor: "merchant:1" },
    at,
  );
  return surveyId;
}

export type Coming = {
  customer?: bigint | null;
  method?: string;
  body?: Record<string, string> | string;
  type?: string;
  agent?: string;
  language?: string;
  spoilt?: boolean;
  address?: string;
};

/** Opens the page of a survey's link, or posts its form. */
export async function come(shop: Shop, surveyId: number | string, coming: Coming = {}): Promise<Page> {
  const { customer = null, method = "GET", body, type, agent = PHONE, language = "de-DE,de;q=0.9", spoilt, address } = coming;
  const query = new URLSearchParams({
    ...{ shop: shop.domain, logged_in_customer_id: customer === null ? "" : String(customer), path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(present().getTime() / 1000)),
  });
  const signed = signQuery(query, PROXY_SECRET);
  if (spoilt === true) signed.set("logged_in_customer_id", "1");
  const request = new Request(`http://127.0.0.1:3000/proxy/survey/${surveyId}?${signed.toString()}`, {
    method,
    headers: {
      ...{ "user-agent": agent, "accept-language": language },
      ...(type === undefined ? {} : { "content-type": type }),
      ...(address === undefined ? {} : { "x-forwarded-for": address }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new URLSearchParams(body) }),
  });
  const args = { request, params: { surveyId: String(surveyId) }, context: {} };
  const response = await (method === "GET" || method === "HEAD" ? loader(args) : action(args));
  return { status: response.status, html: await response.text(), headers: response.headers };
}

/** What a page's form is known by. */
export const sheetIn = ({ html }: Page): string => /name="sheet" value="([^"]+)"/.exec(html)?.[1] ?? "";

export type Kept = {
  customer: string | null;
  way: string;
  score: number | null;
  flag: string | null;
  complete: boolean;
  answers: object;
};
export async function keptIn(db: Db, { shopId }: Shop): Promise<Kept[]> {
  const { rows } = await sql<Kept>`
    select customer_id::text as customer, way, score, flag, complete, answers from survey_responses where shop_id = ${shopId} order by response_id
  `.execute(db);
  return rows;
}
