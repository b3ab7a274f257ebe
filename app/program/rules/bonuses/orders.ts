import { z } from "zod";

import { bonusKind } from "./kind.ts";

export const firstOrder = bonusKind(
  "first-order",
  {},
  {
    givenFor: "order",
    points: 100,
    cap: { times: 1, period: "ever" },
    asks: {},
    words: {
      en: {
        name: "First order",
        help: "With the first order that counts. If it is canceled or fully refunded, the points are taken back.",
      },
      de: {
        name: "Erste Bestellung",
        help: "Mit der ersten Bestellung, die zählt. Wird sie storniert oder voll erstattet, werden die Punkte wieder abgezogen.",
      },
    },
    forShoppers: () => ({
      en: "Your first order",
      de: "Deine erste Bestellung",
      fr: "Votre première commande",
      es: "Tu primer pedido",
      it: "Il tuo primo ordine",
      nl: "Je eerste bestelling",
    }),
  },
);

export const milestone = bonusKind(
  "milestone",
  { orders: z.number().int().min(2).max(1_000) },
  {
    givenFor: "order",
    points: 250,
    cap: { times: 1, period: "ever" },
    several: true,
    asks: { orders: 5 },
    words: {
      en: {
        name: "Number of orders",
        help: "With the order that completes the number. If it is canceled or fully refunded, the points are taken back.",
      },
      de: {
        name: "Anzahl der Bestellungen",
        help: "Mit der Bestellung, die die Anzahl erreicht. Wird sie storniert oder voll erstattet, werden die Punkte wieder abgezogen.",
      },
    },
    forShoppers: ({ orders }) => ({
      en: `Your order number ${orders}`,
      de: `Deine ${orders}. Bestellung`,
      fr: `Votre ${orders}e commande`,
      es: `Tu pedido número ${orders}`,
      it: `Il tuo ordine numero ${orders}`,
      nl: `Je ${orders}e bestelling`,
    }),
    inTheme: ({ orders }) => ({ orders }),
  },
);
