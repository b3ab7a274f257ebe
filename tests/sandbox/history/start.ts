import { readFileSync } from "node:fs";

import { dayIn, dayStart } from "../lib/days.ts";
import { DAY_MS } from "../lib/time.ts";
import type { MovableClock } from "../clock.ts";
import { createCsvPlayer } from "../orders-csv/play.ts";
import { parseOrdersCsv } from "../orders-csv/parse.ts";
import { createCustomer, setEmailConsent } from "../world/commerce.ts";
import type { Shop, World } from "../world/types.ts";
import { DEMO_CUSTOMERS } from "./demo.ts";
import { planHistory } from "./plan.ts";
import { createPlayer, type MemberPlayer, type Player } from "./play.ts";
import { MAIN_SHOP, openShop, SHOPS } from "./shops.ts";
import { planVisits, type VisitDay } from "./visits.ts";

/**
 * What a new sandbox starts with: shops as they were when the app was installed, and what is still to happen until `end`; `members` are
 * what members of the first shop's program do besides ordering.
 */
export type Beginning = { shops: Shop[]; players: Player[]; members: Members | null; installedAt: Date; end: Date };

export type Members = { shop: Shop; player: MemberPlayer; days: VisitDay[] };

export type StartKind = { kind: "history" } | { kind: "empty" } | { kind: "orders"; file: string };

const SEED = 20_260_901;
const TIME_ZONE = "Europe/Berlin";
const HISTORY_DAYS = 548;
const INSTALLED_DAYS = 365;
const EMPTY_INSTALLED_DAYS = 3 * 365;
const CUSTOMERS = { main: 2_000, second: 30 };

/** @param now the real present; histories end where its day begins @throws OrdersCsvError when the file of orders is wrong */
export function begin(world: World, clock: MovableClock, start: StartKind, now: Date): Beginning {
  switch (start.kind) {
    case "empty":
      return beginEmpty(world, clock, now);
    case "history":
      return beginHistory(world, clock, today(now));
    case "orders":
      return beginOrders(world, clock, start.file, today(now));
  }
}

function beginEmpty(world: World, clock: MovableClock, end: Date): Beginning {
  const installedAt = daysBefore(end, EMPTY_INSTALLED_DAYS);
  const opened = daysBefore(installedAt, 1);
  const shops = SHOPS.map((details) => openShop(world, clock, details, opened));
  const [shop] = shops;
  if (shop !== undefined) {
    clock.at(opened, () => {
      for (const { person } of DEMO_CUSTOMERS.slice(0, 3)) {
        const customer = createCustomer(world, shop, { ...person, state: "enabled" });
        setEmailConsent(world, shop, customer, "subscribed", "confirmed_opt_in");
      }
    });
  }
  return { shops, players: [], members: null, installedAt, end };
}

function beginHistory(world: World, clock: MovableClock, end: Date): Beginning {
  const start = daysBefore(end, HISTORY_DAYS);
  const installedAt = daysBefore(end, INSTALLED_DAYS);
  const beginnings = SHOPS.map((details, index) => {
    const shop = openShop(world, clock, details, start);
    const main = details.domain === MAIN_SHOP;
    const plan = planHistory({ seed: SEED + index, start, end, customers: main ? CUSTOMERS.main : CUSTOMERS.second, demo: main });
    const days = main ? planVisits(plan, { seed: SEED, from: installedAt, end }) : [];
    return { shop, player: createPlayer(world, clock, shop, plan), days };
  });
  for (const { player } of beginnings) player.playUntil(installedAt);
  return {
    shops: beginnings.map(({ shop }) => shop),
    players: beginnings.map(({ player }) => player),
    members: beginnings.find(({ days }) => days.length > 0) ?? null,
    ...{ installedAt, end },
  };
}

function beginOrders(world: World, clock: MovableClock, file: string, end: Date): Beginning {
  const orders = parseOrdersCsv(readFileSync(file, "utf8"));
  const first = Math.min(...orders.map(({ createdAt }) => createdAt.getTime()));
  const installedAt = daysBefore(end, INSTALLED_DAYS);
  const opened = daysBefore(new Date(Math.min(first, installedAt.getTime())), 1);
  const shops = SHOPS.map((details) => openShop(world, clock, details, opened));
  const [shop] = shops;
  if (shop === undefined) throw new Error("There is no shop to put the orders into");
  shop.currency = orders[0]?.currency ?? shop.currency;
  const player = createCsvPlayer(world, clock, shop, orders, end);
  player.playUntil(installedAt);
  return { shops, players: [player], members: null, installedAt, end };
}

/** Where the day begins in which histories end. */
export function today(now: Date): Date {
  return dayStart(dayIn(now, TIME_ZONE), TIME_ZONE);
}

function daysBefore(instant: Date, days: number): Date {
  return new Date(instant.getTime() - days * DAY_MS);
}
