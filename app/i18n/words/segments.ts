import type { Same, Words } from "../words.ts";

export const segments = {
  title: "Segments",
  intro:
    "Groups of customers that stay up to date with every order and every day. Each is written in Shopify’s segment language.",
  emptyTitle: "No segments",
  emptyText: "Add one of the ready-made segments, or write your own.",
} as const satisfies Words;

export const segmentsGerman: Same<typeof segments> = {
  title: "Segmente",
  intro:
    "Gruppen Ihrer Kundschaft, mit jeder Bestellung und jedem Tag auf aktuellem Stand. Jedes Segment ist in Shopifys Segmentsprache geschrieben.",
  emptyTitle: "Keine Segmente",
  emptyText: "Fügen Sie eine der Vorlagen hinzu oder schreiben Sie Ihr eigenes.",
};
