import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { installPixel, removePixel, type PixelProblem } from "../../sync/pixel.server.ts";
import { nameAccount, readPixel, switchedOff, switchedOn } from "../../visits/pixel.server.ts";

export type SwitchedPixel = { ok: true; on: boolean } | ({ ok: false; on: boolean } & PixelProblem);

/** A merchant has the shop hear of visits, from now on. The theme is told at once how to say who looks. */
export async function switchPixelOn(shop: Shop, now = clock): Promise<SwitchedPixel> {
  for (let account = await nameAccount(db(), shop.shopId); ; { account } = await readPixel(db(), shop.shopId)) {
    const installed = await installPixel(shop, account);
    if (!installed.ok) return { ...installed, on: false };
    // Who switched it on at the same time has named it anew: by that name it is to run.
    if (await switchedOn(db(), shop.shopId, { account, webPixelGid: installed.webPixelGid }, now())) break;
  }
  await enqueue("publish-program", [{ shopId: shop.shopId }]);
  return { ok: true, on: true };
}

/** Nothing is taken from this moment on, whatever Shopify still runs; what was kept stays for its time. */
export async function switchPixelOff(shop: Shop): Promise<SwitchedPixel> {
  const { webPixelGid } = await readPixel(db(), shop.shopId);
  await switchedOff(db(), shop.shopId);
  await enqueue("publish-program", [{ shopId: shop.shopId }]);
  if (webPixelGid === null) return { ok: true, on: false };
  const removed = await removePixel(shop, webPixelGid);
  return removed.ok ? { ok: true, on: false } : { ...removed, on: false };
}
