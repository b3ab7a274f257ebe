import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { expire, listExpiring } from "../../points/expiry/expire.server.ts";
import { listMaturing, mature } from "../../points/ledger.server.ts";
import { inEachShop } from "./each-shop.server.ts";

const DUE_LIMIT = 500;

/** What time alone does to points: some become available, some expire. @returns how many accounts it touched */
export async function agePoints(): Promise<number> {
  return (await maturePoints()) + (await expirePoints());
}

async function maturePoints(): Promise<number> {
  return inEachShop(await listMaturing(db(), now(), DUE_LIMIT), "points", async (...due) => ({
    moved: { points: await mature(...due) },
  }));
}

async function expirePoints(): Promise<number> {
  return inEachShop(await listExpiring(db(), now(), DUE_LIMIT), "points", async (...due) => ({
    moved: { points: await expire(...due) },
  }));
}
