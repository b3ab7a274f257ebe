import type pg from "pg";

import type { Shop } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";

const noBonus = {
  ...{
    enabled: true,
    title: {},
    orders: "",
    noticeDays: "",
    disclosure: {},
    network: "instagram",
    action: "follow",
    url: "",
    word: "",
  },
  cap: { times: "1", period: "ever" },
};

/** What the merchant of the demo changes of the program that every shop starts with: levels, a few ways to earn besides orders, expiry after a year's silence. */
const CHANGES = {
  tiers: {
    tiers: {
      ...{ basis: "points", window: "rolling", graceDays: "30" },
      levels: [
        {
          key: "bronze",
          name: { de: "Bronze", en: "Bronze" },
          threshold: "0",
          factor: "1",
          benefits: {},
          tag: "",
          birthdayPoints: "0",
        },
        {
          ...{
            key: "silver",
            name: { de: "Silber", en: "Silver" },
            threshold: "500",
            factor: "1.25",
            tag: "",
            birthdayPoints: "50",
          },
          benefits: {
            de: "Gratis-Probe zu jeder Bestellung",
            en: "A free sample with every order",
          },
        },
        {
          ...{
            key: "gold",
            name: { de: "Gold", en: "Gold" },
            threshold: "1500",
            factor: "1.5",
            tag: "Gold",
            birthdayPoints: "150",
          },
          benefits: { de: "Neue Röstungen eine Woche früher", en: "New roasts a week early" },
        },
      ],
    },
  },
  bonuses: {
    bonuses: [
      { ...noBonus, key: "welcome", kind: "sign-up", points: "50" },
      { ...noBonus, key: "birthday", kind: "birthday", points: "100", noticeDays: "30", cap: { times: "1", period: "year" } },
      {
        ...noBonus,
        ...{ key: "instagram", kind: "social", points: "25", url: "https://www.instagram.com/morgenrot.example" },
      },
      {
        ...{ ...noBonus, key: "review", kind: "review", points: "40", cap: { times: "5", period: "year" } },
        disclosure: {
          de: "Für Bewertungen gibt es Prämienpunkte, gleich wie viele Sterne du vergibst.",
          en: "Reviews earn points, however many stars you give.",
        },
      },
    ],
  },
  expiry: { expiry: { mode: "inactivity", months: "12" } },
};

/** Shapes the program through the merchant's own pages: a draft part by part, then published at once. */
export async function shapeProgram(embedded: Embedded, pool: pg.Pool, shop: Shop): Promise<void> {
  const revision = async () => {
    const { rows } = await pool.query<{ updated_at: Date }>(
      "select d.updated_at from program_drafts d join shops s using (shop_id) where s.domain = $1",
      [shop.domain],
    );
    return rows[0]?.updated_at.toISOString() ?? "";
  };
  for (const [part, form] of Object.entries(CHANGES)) {
    await embedded.submit(shop.domain, `/app/program/${part}`, { form: JSON.stringify(form), revision: await revision() });
  }
  await embedded.submit(shop.domain, "/app/program/preview", { revision: await revision(), at: "" });
  const { rows } = await pool.query(
    "select 1 from program_versions v join shops s using (shop_id) where s.domain = $1 and v.version = 2",
    [shop.domain],
  );
  if (rows.length === 0) throw new Error(`The app did not publish the program of ${shop.domain}`);
}
