import { z } from "zod";

import { merchantWords } from "../data.ts";
import { decimalOf, linesOf, wordsOf } from "../formats.ts";
import { sampleTier } from "../sample-words.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** Congratulates on a tier, with what it brings. */
export const tierReached = emailTemplate({
  purpose: "marketing",
  topic: "points",
  /** `perMille`: how often the tier counts points of orders. `benefits`: one a line. */
  data: z.object({
    tierKey: z.string(),
    tier: merchantWords,
    benefits: merchantWords.nullish(),
    perMille: z.int().nullish(),
  }),
  words,
  ofProgram: true,
  needs: { tier: () => null },
  outdated: ({ tierKey }, { tier }) => (tier.key === tierKey ? null : "tier-changed"),
  values({ tier, benefits, perMille }, context) {
    const items = linesOf(benefits ?? "", context);
    const factor = (perMille ?? 0) <= 1_000 ? "" : decimalOf((perMille ?? 0) / 1_000, context);
    return {
      values: { tier: wordsOf(tier, context), factor, has_benefits: items.length > 0 },
      items,
      url: context.links.rewards,
    };
  },
  sample: () => ({
    tierKey: "gold",
    tier: sampleTier,
    benefits: {
      en: "Early access to new products\nA surprise on your birthday",
      de: "Neues früher entdecken\nEine Überraschung zum Geburtstag",
      fr: "Les nouveautés en avant-première\nUn cadeau pour votre anniversaire",
      es: "Acceso anticipado a las novedades\nUn regalo por tu cumpleaños",
      it: "Le novità in anteprima\nUn regalo per il tuo compleanno",
      nl: "Als eerste nieuwe producten ontdekken\nEen cadeautje op je verjaardag",
    },
    perMille: 1_500,
  }),
  switched: {
    byDefault: true,
    words: {
      en: { name: "Tier reached", help: "When a customer moves up, with what the tier brings." },
      de: { name: "Stufe erreicht", help: "Beim Aufstieg, mit allem, was die Stufe bringt." },
    },
  },
});
