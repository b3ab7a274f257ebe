import { z } from "zod";

import { merchantWords } from "../data.ts";
import { linesOf, wordsOf } from "../formats.ts";
import { emailTemplate } from "../template.ts";
import { words } from "./words.ts";

/** What was done since somebody told the shop what they think. Nobody has asked to hear of it, and it shows the shop in a good light: it is advertising. */
export const surveyChange = emailTemplate({
  purpose: "marketing",
  topic: "news",
  /** The merchant's words, the text line by line. */
  data: z.object({ title: merchantWords, text: merchantWords }),
  words,
  ofProgram: false,
  needs: {},
  outdated: () => null,
  values: ({ title, text }, context) => ({
    values: { title: wordsOf(title, context) },
    letter: linesOf(text, context),
    url: context.links.home,
  }),
  sample: () => ({
    title: { en: "Delivered in two days", de: "Lieferung in zwei Tagen" },
    text: {
      en: "Many of you told us that parcels took too long. Orders now leave our warehouse on the same day.",
      de: "Viele von euch haben uns geschrieben, dass Pakete zu lange unterwegs waren. Jetzt verlassen Bestellungen noch am selben Tag unser Lager.",
    },
  }),
  // Whoever tells it wants it sent.
  switched: null,
});
