import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { shopperLocale, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { SETTLE_MS } from "../../messages/clicks/automatic.ts";
import { TRAP } from "../../messages/links/target.ts";
import { isSurveyKind, type SurveyKind } from "../content/kinds.ts";
import { answersSchema, definitionSchema, type Answers, type Definition, type Question } from "../content/survey.ts";
import type { Way } from "../content/ways.ts";
import { BURST_MS, isFlag, type Flag } from "./flag.ts";

/** For so long after the first answer it can be changed. */
export const CHANGEABLE_MS = DAY_MS;

/** What an answer belongs to. `key` names it once for the survey; what `orderId` says counts where the order is the customer's own. */
export type Occasion = { key: string; way: Way; messageId: bigint | null; orderId: bigint | null };

/** What somebody is asked on one occasion, with what they have answered so far. */
export type SurveyRequest = {
  occasion: Occasion;
  surveyId: number;
  kind: SurveyKind;
  name: string;
  /** The version that is asked. */
  version: number;
  definition: Definition;
  /** Who got the message or is logged in, or whom they became; null: nobody is known. */
  customerId: bigint | null;
  locale: ShopperLocale;
  defaultLocale: string | null;
  given: { version: number; answers: Answers; flag: Flag | null; answeredAt: Date } | null;
  /** Whether a first answer is taken. */
  open: boolean;
  /** How many of the message's links were opened within the last seconds, and whether the hidden one was (flag.ts). */
  opened: number;
  hidden: boolean;
};

/** What is there of an occasion's answer; null where there is none. */
export type GivenRow = { version: number | null; answers: unknown; flag: string | null; answered_at: Date | null };
export type VersionRows = { version: number; definition: unknown }[];

type Row = GivenRow & {
  kind: string;
  name: string;
  newest: number;
  customer_id: bigint;
  order_id: bigint | null;
  locale: string;
  default_locale: string | null;
  versions: VersionRows;
  opened: number;
  hidden: boolean;
};

/** Which survey a link asks, and in which version it was sent; `posted`: the version that a form is of. */
export type AskedBy = { messageId: bigint; surveyId: number; sent: number; posted: number | null };

/**
 * Null where the message, its reader or the survey is gone, and for a version that this link cannot have asked. Who opens it is asked the newest version that begins with the question of the email, else that of the email;
 * who has begun goes on with the version that they began.
 */
export async function findRequest(db: Db, shopId: number, asked: AskedBy, now: Date): Promise<SurveyRequest | null> {
  const { messageId, surveyId, sent, posted } = asked;
  const { rows } = await sql<Row>`
    select s.kind, s.name, s.version as newest, m.customer_id, m.locale, st.default_locale, r.version, r.answers, r.flag, r.answered_at,
      substring(f.about->>'orderId' from '^[1-9][0-9]{0,17}$')::bigint as order_id,
      (select count(distinct k.link) from message_clicks k
        where k.shop_id = m.shop_id and k.message_id = m.message_id and k.kind = 'human' and k.first_at > ${plusMs(now, -BURST_MS)})::int as opened,
      exists (select from message_clicks k
        where k.shop_id = m.shop_id and k.message_id = m.message_id and k.link = ${TRAP} and k.last_at > ${plusMs(now, -SETTLE_MS)}) as hidden,
      coalesce((select jsonb_agg(jsonb_build_object('version', v.version, 'definition', v.definition)) from survey_versions v
        where v.shop_id = s.shop_id and v.survey_id = s.survey_id and v.version in (${sent}, s.version, r.version, ${posted ?? sent})), '[]') as versions
    from messages m
    join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id and c.redacted_at is null and c.deleted_at is null
    join surveys s on s.shop_id = m.shop_id and s.survey_id = ${surveyId} and s.archived_at is null
    left join shop_settings st on st.shop_id = m.shop_id
    left join flow_runs f on f.shop_id = m.shop_id and f.run_id = m.run_id
    left join survey_responses r on r.shop_id = m.shop_id and r.survey_id = s.survey_id and r.occasion = ${keyOfMessage(messageId)}
    where m.shop_id = ${shopId} and m.message_id = ${messageId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const definitions = definitionsIn(row.versions);
  const version = versionFor(row, asked, definitions);
  const definition = definitions.get(version);
  if (definition === undefined) return null;
  const { kind, name, customer_id: customerId, order_id: orderId, default_locale: defaultLocale, opened, hidden } = row;
  return {
    occasion: { key: keyOfMessage(messageId), way: "email", messageId, orderId },
    ...{ surveyId, kind: isSurveyKind(kind) ? kind : "free", name, version, definition, customerId },
    ...{ locale: shopperLocale(row.locale), defaultLocale, given: givenIn(row), open: true, opened, hidden },
  };
}

const keyOfMessage = (messageId: bigint) => `message:${messageId}`;

function versionFor(row: Row, { sent, posted }: AskedBy, definitions: ReadonlyMap<number, Definition>): number {
  // Never an older one than was sent, never one that there is not yet.
  if (posted !== null) return posted >= sent && posted <= row.newest ? posted : 0;
  if (row.version !== null) return row.version;
  const [old, fresh] = [definitions.get(sent)?.questions[0], definitions.get(row.newest)?.questions[0]];
  return beginsAlike(old, fresh) ? row.newest : sent;
}

/** Whether what was clicked in an email answers the other question, too. */
function beginsAlike(one: Question | undefined, other: Question | undefined): boolean {
  const shape = (question: Question) => JSON.stringify([question.id, question.type, question.options.map(({ id }) => id).sort()]);
  return one !== undefined && other !== undefined && shape(one) === shape(other);
}

export function definitionsIn(rows: VersionRows): Map<number, Definition> {
  return new Map(rows.map(({ version, definition }) => [version, definitionSchema.parse(definition)]));
}

export function givenIn({ version, answers, flag, answered_at: answeredAt }: GivenRow): SurveyRequest["given"] {
  if (version === null || answeredAt === null) return null;
  return { version, answers: answersSchema.parse(answers), flag: isFlag(flag) ? flag : null, answeredAt };
}

/** Whether an answer is taken now: a first one, or one that may still be changed. What a program has answered shuts nobody out. */
export function isChangeable({ given, open }: Pick<SurveyRequest, "given" | "open">, now: Date): boolean {
  return given === null ? open : given.flag !== null || now < plusMs(given.answeredAt, CHANGEABLE_MS);
}
