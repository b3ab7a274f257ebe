import { now } from "../../clock.server.ts";
import { dropSecrets, makeSecret } from "../../events/secrets.server.ts";
import { db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Makes a secret by which the shop's own system can tell of events. @returns the secret: nobody can read it again */
export function replaceEventSecret({ shopId }: Shop, actor: string): Promise<string> {
  return makeSecret(db(), shopId, actor, now());
}

export async function removeEventSecret({ shopId }: Shop): Promise<void> {
  await dropSecrets(db(), shopId);
}
