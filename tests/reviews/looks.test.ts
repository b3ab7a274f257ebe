import { afterAll, beforeAll, expect, test } from "vitest";

import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { decideReviews } from "../../app/reviews/moderation.server.ts";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser } from "../support/browser.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { fileOf, getList, good, openForm, openStars, paint, reviewShop, rowsOf, send, sendMessage } from "./stage.ts";

const database = useDatabase();
const browser = useBrowser();

beforeAll(() => createQueues());
afterAll(() => stopEngine());

test("the pages of a review can be read and used at 320 pixels, light and dark, in long languages", async () => {
  const shop = await reviewShop(database.db);
  const messageId = await sendMessage(database.db, shop);
  const empty = await openStars(shop, messageId, 4);
  const photos = [
    fileOf(await paint({ width: 600, height: 400 })),
    fileOf(await paint({ width: 300, height: 500, color: "#275" })),
  ];
  const title = "Donaudampfschifffahrtsgesellschaftskapitänsmützenkaffee";
  const thanks = await send(shop, messageId, { ...good, title, photos });
  const again = await openStars(shop, messageId, 4);
  const refused = await send(shop, messageId, { ...good, stars: "", title });
  const seen = (await rowsOf(database.db, shop)).map(({ review_id, changed_at }) => ({ reviewId: review_id, seen: changed_at }));
  await pipeline.inShop(shop.shopId, (tx, at) => decideReviews(tx, shop, seen, { state: "published" }, "merchant:7", at));
  const pages = {
    ...{ "review-empty-de": empty, "review-thanks-de": thanks, "review-again-de": again, "review-missing-de": refused },
    "review-fr": await openForm(shop, 77n, { locale: "fr" }),
    "review-guest-de": await openForm(shop, null, { locale: "de" }),
    "review-list-de": await getList(shop, { product: "900", locale: "de" }),
    "review-removed-de": await send(shop, messageId, { product: "900", remove: "on" }),
  };
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ viewport: NARROW, colorScheme });
    for (const [name, { html }] of Object.entries(pages)) {
      // What comes as Liquid stands in the theme's own page.
      const whole = html.startsWith("<!doctype")
        ? html
        : `<!doctype html><html lang="de"><title>x</title><meta name="viewport" content="width=device-width"><body><main>${html.replace(/\{\{[^}]*\}\}/g, "/")}</main></body></html>`;
      await page.setContent(whole);
      await expectNoAxeViolations(page.mainFrame());
      expect([name, await sidewaysOverflow(page.mainFrame())]).toEqual([name, 0]);
      if (colorScheme === "light" || name === "review-again-de")
        await picture(page, `${name}-${colorScheme}`, { fullPage: true });
    }
  }
});
