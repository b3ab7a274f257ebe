import { NONE } from "../../draws/chance/stock.ts";
import type { Entry } from "../../draws/entries/entries.server.ts";
import type { ShownDraw } from "../../draws/shown/for-shoppers.server.ts";
import { drawWords } from "../../draws/shown/words.ts";
import { dayText } from "../../i18n/shopper/dates.ts";
import { fillIn, pointsText, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { plain } from "../answer.ts";

/** What the page of a draw is made of. */
export type DrawPage = {
  shop: Pick<Shop, "name" | "timeZone" | "pointsNames" | "primaryLocale">;
  locale: ShopperLocale;
  shown: ShownDraw;
  /** The form's; null: nobody is logged in. */
  key: string | null;
  /** Whether they may be asked to sign up for news. */
  news: boolean;
  /** It was drawn just now. */
  fresh: boolean;
  /** What is said instead of a result. */
  problem: string | null;
  /** They have asked for news with it, and get a link to confirm that. */
  signedUp: boolean;
};

/** What was drawn. A fresh card is opened by its reader; a wheel tells once it stands, and at once where motion is not welcome. */
export function result(page: DrawPage, own: Entry): string {
  const { locale, shop, shown, fresh } = page;
  const words = drawWords[locale];
  const lines = told(page, own);
  const said = `<p class="reprise-answer__offer"><strong>${plain(lines[0] ?? "")}</strong></p>
${lines
  .slice(1)
  .map((line) => `<p>${plain(line)}</p>`)
  .join("\n")}`;
  if (fresh && shown.draw.terms.kind === "card")
    return `<details class="reprise-draw__card"><summary>${plain(words.scratch)}</summary>
<div class="reprise-draw__under">${said}</div></details>`;
  if (fresh) return `<div role="status" class="reprise-draw__result">${said}</div>`;
  const date = dayText(own.enteredAt, shop.timeZone, locale);
  return `<div role="status"><h2>${plain(fillIn(words.result, { date }))}</h2>
${said}</div>`;
}

const REWARD = { theirs: "reward", owed: "owed", another: "another" } as const;

/** The result in sentences: what it is, why it is not what was drawn, and how it is handed over. */
function told({ shown, locale, shop }: DrawPage, { drawn, prize, points }: Entry): string[] {
  const words = drawWords[locale];
  const { prizes } = shown.draw.terms;
  const named = (key: string) => prizes.find((one) => one.key === key);
  const name = (texts: Texts | undefined) => (texts === undefined ? "" : textIn(texts, locale, shop.primaryLocale));
  const won = named(prize);
  const isWin = won !== undefined && won.kind !== "nothing";
  const values = { drawn: name(named(drawn)?.title), prize: name(won?.title) };
  const count = pointsText(points, voiceOf(shop, locale));
  return [
    isWin ? fillIn(words.won, values) : words.lost,
    ...(prize === drawn ? [] : [fillIn(prize === NONE ? words.insteadNone : words.instead, values)]),
    ...(won !== undefined && points < BigInt(won.points) ? [fillIn(words.capped, { points: count })] : []),
    ...(points > 0n ? [fillIn(words.credited, { points: count })] : []),
    ...(shown.reward === null ? [] : [words[REWARD[shown.reward]]]),
    ...(isWin ? [] : [words.lostText]),
  ];
}
