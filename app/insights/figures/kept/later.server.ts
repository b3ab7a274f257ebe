import { enqueue } from "../../../queue/queue.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { Later } from "./read.server.ts";

/** Asks a job for figures; while one of the same waits or runs, that is enough. */
export function laterFigures({ shopId }: Shop): Later {
  return (asked) => enqueue("work-out-figures", [asked === null ? { shopId } : { shopId, first: asked.first, last: asked.last }]);
}
