import { sql } from "kysely";

import { publishModule } from "../../app/actions/merchant/publish-module.server.ts";
import type { Db } from "../../app/db.server.ts";
import { emptyDraft, type Draft, type QuestionDraft } from "../../app/learning/content/draft.ts";
import { createModule, findModule } from "../../app/learning/modules.server.ts";
import type { Shop } from "../../app/shops/shop.ts";

export const NOW = new Date("2026-03-02T12:00:00Z");

/** A question of which the answers with these numbers are right. */
export function question(key: string, right: readonly number[], text = `Question ${key}`): QuestionDraft {
  const answers = [1, 2, 3].map((number) => ({
    ...{ key: `a${number}`, texts: { en: `Answer ${number}`, de: `Antwort ${number}` }, right: right.includes(number) },
  }));
  return { key, texts: { en: text, de: `Frage ${key}` }, why: { en: `Because ${key}`, de: "" }, answers };
}

/** Two of two questions pass: the first has one right answer, the second two. */
export function draft(more: Partial<Draft> = {}): Draft {
  return {
    ...emptyDraft(),
    ...{ titles: { en: "Brewing", de: "Brühen" }, bodies: { en: "# Water\nUse **soft** water.", de: "Nimm weiches Wasser." } },
    ...{ needed: "2", tries: "3", points: "50" },
    questions: [question("q1", [2]), question("q2", [1, 3])],
    ...more,
  };
}

export const RIGHT = { q1: "a2", "q2-a1": "on", "q2-a3": "on" };
export const WRONG = { q1: "a1", "q2-a1": "on" };

/** A module that can be taken, as a merchant brings it there. */
export async function launch(db: Db, shop: Shop, what = draft(), handle = "brewing", now = NOW): Promise<number> {
  const moduleId = await createModule(shop.shopId, handle, what, now);
  if (moduleId === null) throw new Error("too many");
  const module = await findModule(db, shop.shopId, moduleId);
  const published = await publishModule(shop, moduleId, module?.version ?? 0, () => now);
  if (!published.ok) throw new Error(JSON.stringify(published));
  return moduleId;
}

/** `number version correct/questions passed` of each try. */
export async function tries(db: Db, { shopId }: Shop, customerId: bigint): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', number, version, correct || '/' || questions, passed) as line from learning_attempts
    where shop_id = ${shopId} and customer_id = ${customerId} order by module_id, number
  `.execute(db);
  return rows.map(({ line }) => line);
}
