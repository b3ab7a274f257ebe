import { db } from "../../app/db.server.ts";
import { inLockedShop } from "../../app/shops/lock.server.ts";

/** A process that holds a shop's lock and never goes on: the test freezes it there. */
await inLockedShop(db(), Number(process.argv[2]), async () => {
  process.stdout.write("inside\n");
  await new Promise(() => setInterval(() => undefined, 1_000));
});
