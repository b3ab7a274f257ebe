import type pg from "pg";

import type { Shop } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";

/** Of what the merchant asks, as the app keeps it: the first question's words by language. */
type Definition = { questions: { ask: Record<string, string> }[] };
type Survey = {
  id: number;
  version: number;
  kind: string;
  name: string;
  quietDays: number;
  pauses: boolean;
  definition: Definition;
};

/** The flow whose email asks, and what it asks. */
const ASKING = { preset: "second-purchase", kind: "nps" };
/** Asked after an order. */
const AFTER_ORDERS = ["heard", "product"];
/** 0 to 10. */
const SCALE = Array.from({ length: 11 }, (_, value) => ({ id: String(value), label: String(value) }));

/**
 * The merchant asks: in an email of a flow how likely customers are to recommend the shop, after an order how they heard of it, and how they like what they bought. Through the app's own pages.
 * @throws Error naming what the app did not keep
 */
export async function askSurveys(embedded: Embedded, pool: pg.Pool, shop: Shop): Promise<void> {
  for (const kind of [ASKING.kind, ...AFTER_ORDERS])
    await embedded.submit(shop.domain, "/app/messages/surveys", { kind, language: "de" });
  const surveys = await read(pool, shop);
  for (const survey of surveys) {
    const { id, version, name, quietDays, pauses, definition, kind } = survey;
    const ways = AFTER_ORDERS.includes(kind) ? "thanks" : "account link";
    await embedded.submit(shop.domain, `/app/messages/surveys/${id}`, {
      ...{ intent: "save", definition: JSON.stringify(definition), name, quietDays: String(quietDays), seen: String(version) },
      ...{ pauses: pauses ? "yes" : "no", ways, anonymous: kind === "heard" ? "yes" : "no" },
    });
  }
  const kept = await read(pool, shop);
  if (kept.some(({ version }) => version !== 2)) throw new Error(`The app did not keep the surveys of ${shop.domain}`);
  const asking = kept.find(({ kind }) => kind === ASKING.kind);
  if (asking === undefined) throw new Error(`The app made no survey of the kind ${ASKING.kind} in ${shop.domain}`);
  await askByEmail(embedded, pool, shop, asking);
}

async function read(pool: pg.Pool, shop: Shop): Promise<Survey[]> {
  const { rows } = await pool.query<Survey>(
    `select survey_id as id, y.version, kind, y.name, quiet_days as "quietDays", pauses, v.definition
     from surveys y join survey_versions v using (shop_id, survey_id, version) join shops s using (shop_id) where s.domain = $1 order by survey_id`,
    [shop.domain],
  );
  return rows;
}

/** Puts the block with the question before the last one of the flow's first email, in each of its languages, and publishes that. */
async function askByEmail(embedded: Embedded, pool: pg.Pool, shop: Shop, { id, version, definition }: Survey): Promise<void> {
  const find = async () => {
    const { rows } = await pool.query<{
      id: number;
      name: string;
      latest: number;
      document: Record<string, { blocks: unknown[] }>;
    }>(
      `select e.email_id as id, e.name, e.latest, v.document from emails e
       join email_versions v on v.shop_id = e.shop_id and v.email_id = e.email_id and v.version = e.latest join shops s on s.shop_id = e.shop_id
       where s.domain = $1 and e.preset = $2 order by e.email_id limit 1`,
      [shop.domain, ASKING.preset],
    );
    if (rows[0] === undefined) throw new Error(`The app made no email of the preset ${ASKING.preset} in ${shop.domain}`);
    return rows[0];
  };
  const email = await find();
  const document = Object.fromEntries(
    Object.entries(email.document).map(([language, writing]) => {
      const question = definition.questions[0]?.ask[language] ?? "";
      const block = { id: "survey", kind: "survey", surveyId: id, version, question, answers: SCALE };
      return [language, { ...writing, blocks: writing.blocks.toSpliced(-1, 0, block) }];
    }),
  );
  await embedded.submit(shop.domain, `/app/messages/emails/${email.id}`, {
    ...{ intent: "publish", document: JSON.stringify(document), name: email.name, seen: String(email.latest) },
  });
  if ((await find()).latest === email.latest) throw new Error(`The app did not publish the email that asks in ${shop.domain}`);
}
