import { z } from "zod";

import { bonusKind } from "./kind.ts";

/** The date must have been told `noticeDays` before. */
export const birthday = bonusKind(
  "birthday",
  { noticeDays: z.number().int().min(0).max(365).default(30) },
  {
    givenFor: "day",
    points: 200,
    cap: { times: 1, period: "year" },
    asks: { noticeDays: 30 },
    words: {
      en: { name: "Birthday", help: "Every year. Tiers can add extra points of their own." },
      de: { name: "Geburtstag", help: "Jedes Jahr. Stufen können eigene Zusatzpunkte gewähren." },
    },
    forShoppers: () => ({
      en: "Your birthday",
      de: "Dein Geburtstag",
      fr: "Votre anniversaire",
      es: "Tu cumpleaños",
      it: "Il tuo compleanno",
      nl: "Je verjaardag",
    }),
    inTheme: ({ noticeDays }) => ({ notice_days: noticeDays }),
  },
);

export const anniversary = bonusKind(
  "anniversary",
  {},
  {
    givenFor: "day",
    points: 100,
    cap: { times: 1, period: "year" },
    asks: {},
    words: {
      en: { name: "Anniversary as a customer", help: "Every year on the day of the first order." },
      de: { name: "Jahrestag der ersten Bestellung", help: "Jedes Jahr am Tag der ersten Bestellung." },
    },
    forShoppers: () => ({
      en: "Every year with us",
      de: "Jedes Jahr bei uns",
      fr: "Chaque année avec nous",
      es: "Cada año con nosotros",
      it: "Ogni anno con noi",
      nl: "Elk jaar bij ons",
    }),
  },
);
