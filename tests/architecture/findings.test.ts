import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

type Held = readonly [file: string, name: string];

/**
 * What merchants, shoppers and a reading of Shopify's documents found wrong, as far as it concerns the pages and extensions of the app (issue 11): each with the tests
 * that hold it mended, or the decision that says why it stays. Numbers are those of the findings.
 */
const FINDINGS: Record<string, readonly Held[] | { decision: number }> = {
  "merchant 13: why is the balance what it is": [
    ["tests/points/account.test.ts", "an order's calculation names each step and ends at what the order is owed"],
    ["tests/points/account.test.ts", "the parts of a balance add up to it, and the account's orders have their calculation"],
  ],
  "merchant 14: a bulk adjustment has a total, a list and an undo": [
    ["tests/points/adjust-many.test.ts", "taking a bulk adjustment back"],
    ["tests/points/adjust-many.test.ts", "reaches everybody who is listed, on all pages of the list, once, and says who did it"],
  ],
  "merchant 15: the customer learns why": [
    ["tests/points/adjustment-form.test.ts", "what the customer reads is optional and apart from the reason"],
    ["tests/sync/loyalty.test.ts", "only who is to be told gets an email, once"],
    ["tests/extensions/loyalty-blocks.test.ts", "the history says what a merchant wrote beside an adjustment"],
  ],
  "merchant 16: staff by name": [
    ["tests/shops/staff.test.ts", "who opens a page is asked for once"],
    ["tests/components/program-versions.test.ts", "by whom, and can be used again"],
    ["tests/components/claim-list.test.ts", "what somebody decided says who, by name"],
  ],
  "merchant 17: reviews are approved with what was written in view, reversibly": [
    ["tests/components/claim-list.test.ts", "has before them what was written, of which product"],
    ["tests/bonuses/claims.test.ts", "what was decided of it can be taken back, with its points, and decided anew"],
  ],
  "merchant 18: rewards start paused or live, in all languages of the shop": [
    ["tests/routes/rewards.test.ts", "a new reward starts paused where the merchant wants it so"],
    ["tests/rewards/reward-form.test.ts", "a title is missed in the shop's own languages"],
  ],
  "merchant 19: emails can be changed and tried": [
    ["tests/journeys/email-editor.test.ts", "is edited, tested, met by a conflict and published, with nothing lost"],
  ],
  "merchant 21: the way back leads to the list as it was": [
    ["tests/journeys/nothing-lost.test.ts", "the way back from a customer leads to the list as it was"],
  ],
  "merchant 22: search finds orders, codes, phones and pieces of names": [
    ["tests/customers/views/list.test.ts", "a piece of a name is found as it is now"],
    ["tests/customers/views/list.test.ts", "a phone number is found however it is written"],
    ["tests/customers/views/list.test.ts", "searching for what somebody bought"],
  ],
  "merchant 23: all of a list, not those of the page": [
    ["tests/journeys/first-rows.test.ts", "all customers of a search are taken, not those of the page alone"],
    ["tests/points/adjust-many.test.ts", "reaches everybody who is listed, on all pages of the list, once"],
  ],
  "merchant 24: redemptions are a table": [["tests/insights/redemption-list.test.ts", "the list of redemptions"]],
  "merchant 25: reports have a period, a comparison and an effect": [
    ["tests/routes/analytics.test.ts", "the page of retention is about the days in its address"],
    ["tests/insights/points-report.test.ts", "says what plain arithmetic over a random history says"],
    ["tests/insights/every-figure.test.ts", "benchmarks are those of the articles"],
  ],
  "merchant 26: the axis of thresholds": [
    ["tests/components/threshold-scale.test.ts", "what is written below the bars stands where it is on their scale"],
  ],
  "merchant 27: versions can be read and used again, campaigns have dates": [
    ["tests/components/program-versions.test.ts", "a version says what it changed, before and after, with dates"],
    ["tests/routes/program.test.ts", "the rules of a version become the draft again"],
    ["tests/insights/point-campaigns.test.ts", "the calendar of point campaigns"],
  ],
  "merchant 30: the preview says what it costs": [
    ["tests/components/program-versions.test.ts", "the preview says what points cost as a share of sales"],
    ["tests/program/preview.test.ts", "what begins later is named, because no past order shows it"],
  ],
  "merchant 31: a slip of the merchant's is not the shopper's": [
    ["tests/sync/loyalty.test.ts", "shoppers see neither of its entries"],
    ["tests/imports/imports.test.ts", "says which it was (merchant 31)"],
  ],
  "merchant 32: after redeeming, the page is new": [
    ["tests/extensions/connection.test.ts", "after redeeming, the page shows the code, the balance and what it still pays"],
  ],
  "merchant 37: help can be closed, one list of what is to do": [
    ["tests/journeys/new-shop.test.ts", "help that somebody has closed stays closed in this browser"],
    ["tests/insights/to-do.test.ts", "one list has all that asks something of the merchant, problems first"],
  ],
  "merchant 38: no hidden columns, lists in the first screen": [
    ["tests/journeys/admin-pages.test.ts", "no table hides a column on an ordinary screen, in German either"],
    ["tests/journeys/first-rows.test.ts", "the first row of each list is in view without scrolling"],
  ],
  "merchant 39: exports read like a person's": [
    ["tests/lib/csv.test.ts", "files say whose they are and of which day in the shop"],
    ["tests/lib/time.test.ts", "files tell instants by the shop's clock"],
    ["tests/customers/views/export.test.ts", "tiers are called as the merchant calls them"],
  ],
  "merchant 40: a repeat counts as success, switching off asks": [
    ["tests/routes/customers.test.ts", "posts one adjustment, and each click is told of success"],
    ["tests/journeys/first-rows.test.ts", "pausing a flow asks first"],
  ],
  "shopper 9: points in the cart's drawer": [
    ["tests/extensions/themes.test.ts", "the drawer says what the cart earns and what points could be spent on"],
  ],
  "shopper 10: points can be spent where one buys": [
    ["tests/extensions/spending.test.ts", "what the points buy and the cart can use is offered, and nothing else"],
    ["tests/journeys/buying.test.ts", "who is logged in redeems in the checkout by keyboard"],
  ],
  "shopper 15: buttons are the theme's": [
    ["tests/extensions/themes.test.ts", "buttons have the corners, weight, spacing and case of the theme's own"],
  ],
  "shopper 16: the dialog wears the section's colors": [
    ["tests/extensions/script-api.test.ts", "the dialog wears the section's colors, whatever they are"],
  ],
  "shopper 18: the launcher makes room": [
    ["tests/extensions/themes.test.ts", "the floating button can be made small, and stays so while one visits"],
    ["tests/extensions/spending.test.ts", "the floating button is hidden on pages of kind %s"],
  ],
  "shopper 23: reviews lead somewhere": [
    ["tests/extensions/spending.test.ts", "reviews are written on the product's page; who has bought nothing is told so"],
  ],
  "shopper 24: a debt is explained": [["tests/extensions/spending.test.ts", "a debt is explained where it is shown"]],
  "shopper 25: the first sight of who is new": [
    ["tests/extensions/spending.test.ts", "guests hear what an account brings, and who has just made one that it comes"],
  ],
  "shopper 29: refunds are told": [
    ["tests/rewards/life.test.ts", "what comes back of it is told by an email, once for each refund"],
    ["tests/messages/render.test.ts", "points back after a refund are told in %s without calling the reward void"],
  ],
  "real-store A3: the new customer accounts": [
    ["tests/extensions/theme-check.test.ts", "links to log in come back to the page that they are on"],
    ["tests/journeys/hosted-account.test.ts", "the profile says how many points there are, and leads to all the rest"],
  ],
  "real-store A5: store credit only where it can be spent": [
    ["tests/journeys/admin-pages.test.ts", "a reward that nobody could spend warns of it"],
    ["tests/rewards/redeem.test.ts", "whether store credit can be spent is asked where the points are taken"],
  ],
  "real-store B1: the proxy's path is learned": [
    ["tests/routes/proxy-status.test.ts", "a signed request tells where the merchant has put the proxy"],
    ["tests/extensions/proxy.test.ts", "where the merchant has put it, it answers and says so"],
  ],
  "real-store B2: below a language's prefix": [
    ["tests/extensions/connection.test.ts", "forms post where the proxy is, in every language below no prefix"],
    ["tests/shops/proxy-signature.test.ts", "a signed path prefix of %s is taken"],
  ],
  "real-store D: App Store and Built for Shopify": { decision: 73 },
};

const decisions = readFileSync("docs/decisions.md", "utf8");

test("are those that issue 11 names", () => {
  const numbers = Object.keys(FINDINGS).map((finding) => finding.slice(0, finding.indexOf(":")));
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  expect(numbers).toEqual([
    ...[...range(13, 19), ...range(21, 27), ...range(30, 32), ...range(37, 40)].map((number) => `merchant ${number}`),
    ...[9, 10, 15, 16, 18, 23, 24, 25, 29].map((number) => `shopper ${number}`),
    ...["A3", "A5", "B1", "B2", "D"].map((number) => `real-store ${number}`),
  ]);
});

test.each(Object.entries(FINDINGS))("%s", (_finding, held) => {
  if ("decision" in held) {
    expect(decisions).toContain(`\n### ${held.decision}. `);
    return;
  }
  for (const [file, name] of held) expect([file, readFileSync(file, "utf8").includes(name)]).toEqual([file, true]);
});
