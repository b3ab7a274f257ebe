import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../lib/time.ts";
import { isSurveyKind } from "../content/kinds.ts";
import { pathOf } from "../content/path.ts";
import { isWay, offered, type OpenWay } from "../content/ways.ts";
import { askedOf } from "./quiet.server.ts";
import { CHANGEABLE_MS, definitionsIn, givenIn, type GivenRow, type SurveyRequest, type VersionRows } from "./request.server.ts";

/** Who comes to a survey otherwise than by an email. */
export type Comer = {
  way: OpenWay;
  /** Whom we know by that id; null: nobody is logged in. */
  customerId: bigint | null;
  /** What their form is known by (`sheet` of what they were shown); null: they have none yet. */
  sheet: string | null;
  /** The order that they have just placed, as they say. */
  orderId: bigint | null;
  locale: ShopperLocale;
  /** The version that a form is of. */
  posted: number | null;
};

type Row = GivenRow & {
  kind: string;
  name: string;
  newest: number;
  quiet_days: number;
  anonymous: boolean;
  default_locale: string | null;
  versions: VersionRows;
  occasion: string | null;
  way: string | null;
  order_id: bigint | null;
  foreign: boolean;
  own_at: Date | null;
  asked_at: Date | null;
  of_order: boolean;
  is_theirs: boolean;
};

/** So long somebody may think about an answer: an email of the kind that leaves meanwhile does not close what they are writing. */
const WRITING_MS = HOUR_MS;

const SHEET = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const keyOfSheet = (sheet: string) => `sheet:${sheet}`;

/**
 * A survey that is asked in one of these ways. Whoever is logged in answers it once, and again after its quiet period or, where it has none, for another order of theirs; within a day they go on with what they have
 * answered. Who is not answers once for each form. "log-in": only who is logged in may answer. Null where it is not asked here, for a version that it cannot have asked, and for a form that is somebody else's.
 */
export async function findOpenRequest(
  db: Db,
  shopId: number,
  surveyId: number,
  comer: Comer,
  now: Date,
): Promise<SurveyRequest | "log-in" | null> {
  const { way, customerId, sheet, orderId, locale, posted } = comer;
  // A form always has one.
  if (sheet === null ? posted !== null : !SHEET.test(sheet)) return null;
  const key = sheet === null ? null : keyOfSheet(sheet);
  const until = posted === null ? now : plusMs(now, -WRITING_MS);
  const theirs = sql`r.customer_id = ${customerId}::bigint`;
  const own = sql`select from survey_responses r where r.shop_id = s.shop_id and r.survey_id = s.survey_id and ${theirs} and r.flag is null`;
  const { rows } = await sql<Row>`
    select s.kind, s.name, s.version as newest, s.quiet_days, s.anonymous, st.default_locale,
      g.version, g.answers, g.flag, g.answered_at, g.occasion, g.way, g.order_id,
      exists (select from survey_responses r where r.shop_id = s.shop_id and r.survey_id = s.survey_id and r.occasion = ${key}
        and r.customer_id is distinct from ${customerId}::bigint) as "foreign",
      (select max(r.answered_at) from survey_responses r
        where r.shop_id = s.shop_id and r.survey_id = s.survey_id and ${theirs} and r.flag is null) as own_at,
      (select max(b.asked_at) from (${askedOf(shopId, sql`select ${customerId}::bigint`, now, until)}) b where b.kind = s.kind) as asked_at,
      exists (${own} and r.order_id = ${orderId}::bigint) as of_order,
      exists (select from orders o where o.shop_id = s.shop_id and o.order_id = ${orderId}::bigint and o.customer_id = ${customerId}::bigint) as is_theirs,
      coalesce((select jsonb_agg(jsonb_build_object('version', v.version, 'definition', v.definition)) from survey_versions v
        where v.shop_id = s.shop_id and v.survey_id = s.survey_id and v.version in (s.version, g.version, ${posted}::int)), '[]') as versions
    from surveys s
    left join shop_settings st on st.shop_id = s.shop_id
    left join lateral (
      select r.* from survey_responses r
      where r.shop_id = s.shop_id and r.survey_id = s.survey_id
        and ((r.occasion = ${key} and r.customer_id is not distinct from ${customerId}::bigint)
          or (${theirs} and r.way <> 'email' and r.answered_at > ${plusMs(now, -CHANGEABLE_MS)}
            and (${orderId}::bigint is null or r.order_id is null or r.order_id = ${orderId}::bigint)))
      order by (r.occasion = ${key}) desc nulls last, r.answered_at desc limit 1
    ) g on true
    where s.shop_id = ${shopId} and s.survey_id = ${surveyId} and s.archived_at is null and ${way} = any(s.ways)
  `.execute(db);
  const [row] = rows;
  if (row === undefined || row.foreign) return null;
  if (customerId === null && (!row.anonymous || way === "account")) return "log-in";
  const version = posted ?? row.version ?? row.newest;
  // Whoever has begun goes on with theirs; there is none later than the newest.
  const definition = definitionsIn(row.versions).get(version);
  if (definition === undefined) return null;
  const given = givenIn(row);
  const { kind, name, default_locale: defaultLocale } = row;
  return {
    occasion: {
      ...{ key: row.occasion ?? key ?? "", way: isWay(row.way) ? row.way : way, messageId: null },
      orderId: row.order_id ?? orderId,
    },
    ...{ surveyId, kind: isSurveyKind(kind) ? kind : "free", name, version, definition, customerId, locale, defaultLocale },
    ...{ given, open: customerId === null || mayBegin(row, way, now), opened: 0, hidden: false },
  };
}

/** Whether somebody who is logged in may answer for the first time on this occasion. */
function mayBegin(row: Row, way: OpenWay, now: Date): boolean {
  const { quiet_days: quietDays, own_at: ownAt, asked_at: askedAt, of_order: ofOrder, is_theirs: isTheirs } = row;
  if (ofOrder) return false;
  if (quietDays > 0) {
    const before = offered.includes(way) ? askedAt : ownAt;
    return before === null || before <= plusMs(now, -quietDays * DAY_MS);
  }
  return ownAt === null || (way === "thanks" && isTheirs);
}

/** How a form of this occasion is known; null for one that has no row yet and was shown without one. */
export function sheetOf({ key }: SurveyRequest["occasion"]): string | null {
  return key.startsWith("sheet:") ? key.slice("sheet:".length) : null;
}

/** At most so many surveys are looked at for one that is open. */
const MOST_LOOKED_AT = 10;

/** The first survey that is asked here and still has a question for them; null: there is none. */
export async function nextOpenSurvey(db: Db, shopId: number, comer: Comer, now: Date): Promise<SurveyRequest | null> {
  const { rows } = await sql<{ surveyId: number }>`
    select survey_id as "surveyId" from surveys
    where shop_id = ${shopId} and archived_at is null and ${comer.way} = any(ways) order by survey_id limit ${MOST_LOOKED_AT}
  `.execute(db);
  for (const { surveyId } of rows) {
    const found = await findOpenRequest(db, shopId, surveyId, comer, now);
    if (found === null || found === "log-in") continue;
    const { given, definition } = found;
    const left = given === null ? found.open : given.flag === null && pathOf(definition, given.answers).next !== null;
    if (left) return found;
  }
  return null;
}
