import { now as clock } from "../../clock.server.ts";
import type { ByTime } from "../../customers/noun.ts";
import { db } from "../../db.server.ts";
import { log } from "../../log.server.ts";
import { catchUp, changeIfFree } from "../../pipeline/change.server.ts";
import { NOUNS } from "../../pipeline/nouns.server.ts";
import type { Loop } from "../../queue/loop.ts";

const DUE_LIMIT = 500;

/** What time does to customers, by the loop that does it, as the nouns declare it. */
const byLoop = Map.groupBy(
  NOUNS.flatMap((noun) => noun.byTime),
  ({ loop }) => loop,
);

export const timeLoops: readonly Loop[] = [...byLoop.keys()].map((name) => ({ name, idleMs: 1_000, step: () => age(name) }));

/** Lets time do what a loop is for. @returns how many customers were looked at */
export async function age(loop: string, now = clock, limit = DUE_LIMIT): Promise<number> {
  let done = 0;
  for (const work of byLoop.get(loop) ?? []) done += await inEachShop(work, now, limit);
  return done;
}

/** A change a shop, with what follows from it. A shop that fails or is busy holds up no other. */
async function inEachShop({ loop, listDue, work, rest }: ByTime, now: () => Date, limit: number): Promise<number> {
  const from = now();
  let done = 0;
  for (const [shopId, customerIds] of await listDue(db(), from, limit)) {
    const letRest = (why: "busy" | "failed") => rest?.(db(), shopId, customerIds, from, why);
    try {
      const worked = await changeIfFree(
        shopId,
        async (tx, shop, at) => {
          if (work !== null) return { result: true, moved: await work(tx, shop, customerIds, at) };
          await catchUp(tx, shop, customerIds, at);
          return { result: true };
        },
        now,
      );
      if (worked === null) await letRest("busy");
      else done += customerIds.length;
    } catch (error) {
      log().error({ error, shopId }, `what time did to ${loop} has not been followed up`);
      await letRest("failed");
    }
  }
  return done;
}
