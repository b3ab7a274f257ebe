import type { Random } from "../random.ts";

type Language = "de" | "en";

/** What people write, by how they like it. */
const WORDS: Record<Language, Record<"low" | "middle" | "high", readonly string[]>> = {
  de: {
    low: [
      "Die Lieferung hat fast zwei Wochen gedauert.",
      "Das Paket kam viel zu spät, und niemand hat sich gemeldet.",
      "Die Lieferung kam zu spät zum Geburtstag.",
      "Eine Tüte war im Paket aufgeplatzt.",
      "Auf meine Frage zur Rechnung hat niemand geantwortet.",
    ],
    middle: [
      "Weniger Plastik in der Verpackung wäre schön.",
      "Die Verpackung ist mir zu viel Plastik.",
      "Schnellere Lieferung, dann wäre es perfekt.",
      "Die Versandkosten sind recht hoch.",
      "Mehr Auswahl beim koffeinfreien Kaffee.",
    ],
    high: [
      "Der Kaffee schmeckt einfach wunderbar.",
      "Frischer Kaffee, freundliche Karte im Paket.",
      "Die Punkte und Prämien machen Freude.",
      "Immer frisch geröstet, das schmeckt man.",
      "Der Geschmack, und dass ich weiß, woher der Kaffee kommt.",
    ],
  },
  en: {
    low: ["The parcel took two weeks.", "The delivery came too late.", "One bag was torn in the parcel."],
    middle: ["Less plastic in the packaging, please.", "The packaging could be smaller.", "A faster delivery would be nice."],
    high: ["The coffee tastes wonderful.", "Fresh coffee and a friendly card.", "I enjoy the rewards."],
  },
};

/** What somebody chooses of what is offered: of a scale mostly its upper end. @param options in the form's order, a scale's from its lowest */
export function chooses(options: readonly string[], random: Random): string {
  const isScale = options.length > 2 && options.every((option) => /^\d+$/.test(option));
  if (!isScale) return random.pick(options);
  const share = random.weighted([
    [random.between(0, 60), 18],
    [random.between(70, 84), 24],
    [random.between(90, 100), 58],
  ]);
  return options[Math.round((share / 100) * (options.length - 1))] ?? "";
}

/** What somebody writes who chose that before. @param share where on its scale, from 0 to 1; null: on none */
export function writes(locale: string, share: number | null, random: Random): string {
  const own = WORDS[locale.toLowerCase().startsWith("de") ? "de" : "en"];
  return random.pick(share === null || share >= 0.9 ? own.high : share >= 0.65 ? own.middle : own.low);
}
