import { z } from "zod";

import { networkNames, networks, type Network } from "../../../lib/networks.ts";
import { textsSchema, type Texts } from "../texts.ts";
import { bonusKind } from "./kind.ts";

const url = z.url({ protocol: /^https$/ }).max(500);

const DISCLOSURE: Texts = {
  de: "Diese Bewertung wird belohnt, unabhängig davon, wie sie ausfällt.",
  en: "This review is rewarded, whatever it says.",
};

/** Approved by the merchant; only for products that the customer has bought, with the same points whatever the rating, on the shop's own site alone. */
export const review = bonusKind(
  "review",
  { disclosure: textsSchema },
  {
    givenFor: "claim",
    points: 50,
    cap: { times: 12, period: "year" },
    capped: true,
    asks: { disclosure: DISCLOSURE },
    words: {
      en: {
        name: "Review in your shop",
        help: "For products that the customer has bought. You approve each claim before points are awarded.",
      },
      de: {
        name: "Bewertung in Ihrem Shop",
        help: "Für gekaufte Produkte; Sie geben jede Bewertung frei, bevor Punkte gutgeschrieben werden.",
      },
    },
    forShoppers: () => ({
      en: "Review a product",
      de: "Ein Produkt bewerten",
      fr: "Donnez votre avis sur un produit",
      es: "Valora un producto",
      it: "Recensisci un prodotto",
      nl: "Een product beoordelen",
    }),
    inTheme: ({ disclosure }) => ({ disclosure }),
  },
);

type Social = { network: Network; action: "follow" | "share"; url: string };
const INSTAGRAM: Social = { network: "instagram", action: "follow", url: "" };

/** The shopper says so, once. */
export const social = bonusKind(
  "social",
  { network: z.enum(networks), action: z.enum(["follow", "share"]), url },
  {
    givenFor: "claim",
    points: 25,
    cap: { times: 1, period: "ever" },
    several: true,
    asks: INSTAGRAM,
    words: {
      en: { name: "Social media", help: "Once per rule, when the shopper says that they did it." },
      de: { name: "Soziale Netzwerke", help: "Einmal je Regel, wenn die Kundin oder der Kunde angibt, es getan zu haben." },
    },
    forShoppers: ({ network, action }) => {
      const name = networkNames[network];
      if (action === "follow")
        return {
          en: `Follow us on ${name}`,
          de: `Folge uns auf ${name}`,
          fr: `Suivez-nous sur ${name}`,
          es: `Síguenos en ${name}`,
          it: `Seguici su ${name}`,
          nl: `Volg ons op ${name}`,
        };
      return {
        en: `Share our shop on ${name}`,
        de: `Empfiehl uns auf ${name}`,
        fr: `Partagez notre boutique sur ${name}`,
        es: `Comparte nuestra tienda en ${name}`,
        it: `Condividi il nostro negozio su ${name}`,
        nl: `Deel onze winkel op ${name}`,
      };
    },
    inTheme: ({ network, action, url }) => ({ network, action, url }),
  },
);

/** The survey's last page shows `word`. */
export const survey = bonusKind(
  "survey",
  { url, word: z.string().trim().min(3).max(40) },
  {
    givenFor: "claim",
    points: 50,
    cap: { times: 1, period: "ever" },
    capped: true,
    several: true,
    asks: { url: "", word: "" },
    words: {
      en: { name: "Survey", help: "When the shopper enters the code word shown on the survey’s last page." },
      de: { name: "Umfrage", help: "Wenn das Kennwort eingegeben wird, das auf der letzten Seite der Umfrage steht." },
    },
    forShoppers: () => ({
      en: "Answer our survey",
      de: "Unsere Umfrage beantworten",
      fr: "Répondez à notre enquête",
      es: "Responde a nuestra encuesta",
      it: "Rispondi al nostro sondaggio",
      nl: "Vul onze enquête in",
    }),
    inTheme: ({ url }) => ({ url }),
  },
);
