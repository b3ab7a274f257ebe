import { DAY_MS } from "../../lib/time.ts";
import { shopperLocales, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { topics, type ChosenTopic } from "./topics.ts";

/** How long a break is. */
export const PAUSE_MS = 30 * DAY_MS;

/** What the form of the preference page says. `locale` null: it says none that there is. */
export type Wish =
  { kind: "save"; topicsOff: ChosenTopic[]; pause: boolean; locale: ShopperLocale | null } | { kind: "unsubscribe" };

/** Null for a form that is not the page's: then nothing is changed. A topic without its tick is one that is not wanted. */
export function readWish(form: FormData): Wish | null {
  const asked = form.getAll("do");
  if (asked.length !== 1) return null;
  if (asked[0] === "unsubscribe") return { kind: "unsubscribe" };
  if (asked[0] !== "save") return null;
  const wanted = form.getAll("topic");
  return {
    kind: "save",
    topicsOff: topics.filter((topic) => !wanted.includes(topic)),
    pause: form.get("pause") === "on",
    locale: shopperLocales.find((known) => known === form.get("locale")) ?? null,
  };
}
