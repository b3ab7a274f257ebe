import { proposedRules, type Organizer } from "./proposed.ts";
import type { DrawKind, Prize, Terms } from "./terms.ts";

type Around = Organizer & { from: string; until: string };

/** A draw to begin with: points and blanks, which add up. @param around days as ISO 8601 */
export function presetTerms(kind: DrawKind, { from, until, ...organizer }: Around): Terms {
  const basics = { kind, from, until, rules: proposedRules(organizer), mostPoints: null, fallback: null };
  return kind === "wheel"
    ? { ...basics, title: { en: "Spin the wheel", de: "Dreh am Glücksrad" }, everyDays: 7, mostPoints: 500, prizes: WHEEL }
    : { ...basics, title: { en: "Scratch card", de: "Rubbellos" }, everyDays: null, prizes: CARD };
}

const NOTHING = { en: "No prize", de: "Kein Gewinn" };

function points(key: string, count: number, parts: number, stock: number): Prize {
  const title = { en: `${count} points`, de: `${count} Punkte` };
  return { key, kind: "points", title, parts, points: count, rewardId: null, stock };
}

function nothing(key: string, parts: number): Prize {
  return { key, kind: "nothing", title: NOTHING, parts, points: 0, rewardId: null, stock: null };
}

const WHEEL = [
  points("p1", 25, 250_000, 1_000),
  nothing("p2", 300_000),
  points("p3", 50, 150_000, 500),
  nothing("p4", 250_000),
  points("p5", 250, 50_000, 50),
];
const CARD = [points("p1", 200, 100_000, 50), points("p2", 50, 300_000, 300), nothing("p3", 600_000)];
