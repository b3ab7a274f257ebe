import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { csvLine, instantCell, type Dialect } from "../../lib/csv.ts";
import type { Shop } from "../../shops/shop.ts";
import { answersSchema, answerWords, wordsIn, type Definition } from "../../surveys/content/survey.ts";
import { questionsOf } from "./counted.ts";

const BATCH = 1_000;
/** Part of the file's contract with spreadsheets and scripts, and so English. The questions follow, as they are asked. */
const header = [
  "answer_id",
  "answered_at",
  "customer_id",
  "email",
  "asked_by",
  "order",
  "score",
  "complete",
  "taken_for_program",
  "tags",
];

type Row = {
  responseId: bigint;
  answeredAt: Date;
  customerId: bigint | null;
  email: string | null;
  way: string;
  order: string | null;
  score: number | null;
  complete: boolean;
  flag: string | null;
  tags: string[];
  version: number;
  answers: unknown;
};

/** All answers to a survey as CSV text (RFC 4180, UTF-8 with byte order mark), batch by batch, the earliest first; instants by the shop's clock. @param versions what each asked */
export async function* exportAnswers(
  db: Db,
  shop: Shop,
  surveyId: number,
  versions: ReadonlyMap<number, Definition>,
  locale: string,
  dialect?: Dialect,
): AsyncGenerator<string> {
  const questions = questionsOf(versions);
  yield `\uFEFF${csvLine([...header, ...questions.map(({ ask }) => wordsIn(ask, locale))], dialect)}`;
  for (let after = 0n; ;) {
    const rows = await read(db, shop.shopId, surveyId, after);
    yield rows
      .map(({ responseId, answeredAt, customerId, email, way, order, score, complete, flag, tags, version, answers }) => {
        const given = answersSchema.parse(answers);
        const asked = versions.get(version)?.questions ?? [];
        const said = questions.map(({ id }) => {
          const question = asked.find((one) => one.id === id);
          return question === undefined ? "" : answerWords(question, given[id], locale);
        });
        const row = [
          responseId,
          instantCell(answeredAt, shop),
          customerId,
          email,
          way,
          order,
          score,
          complete ? "yes" : "no",
          flag,
        ];
        return csvLine([...row, tags.join(", "), ...said], dialect);
      })
      .join("");
    after = rows.at(-1)?.responseId ?? after;
    if (rows.length < BATCH) return;
  }
}

async function read(db: Db, shopId: number, surveyId: number, after: bigint): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select r.response_id as "responseId", r.answered_at as "answeredAt", r.customer_id as "customerId", c.email, r.way, o.name as "order",
      r.score, r.complete, r.flag, r.tags, r.version, r.answers
    from survey_responses r
    left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id and o.customer_id = r.customer_id
    where r.shop_id = ${shopId} and r.survey_id = ${surveyId} and r.response_id > ${after}
    order by r.response_id limit ${BATCH}
  `.execute(db);
  return rows;
}
