import { describe, expect, test } from "vitest";

import { sentence } from "../../app/components/customer/timeline/sentence.ts";
import { bonusName } from "../../app/components/words/bonus-name.ts";
import { reasonWords } from "../../app/components/words/reasons.ts";
import { bodies, readTale, type TimelineKind } from "../../app/customers/timeline.ts";
import { createFormat } from "../../app/i18n/format.ts";
import { translator, type Locale } from "../../app/i18n/translate.ts";

const member = (actor: string | null) => (actor === null ? null : "Anna");

/** As it is stored. */
type HistoryData = Record<string, string | number | boolean | null>;

const happened: [TimelineKind, HistoryData, string, string][] = [
  [
    "order.placed",
    { orderName: "#1001", totalMinor: "11900" },
    "Ordered for €119.00 (#1001)",
    "Hat für 119,00 € bestellt (#1001)",
  ],
  ["order.paid", { orderName: "#1001" }, "Paid order #1001", "Hat die Bestellung #1001 bezahlt"],
  ["order.fulfilled", { orderName: "#1001" }, "Order #1001 was sent", "Die Bestellung #1001 wurde versendet"],
  [
    "order.delivered",
    { orderName: "#1001", basis: "delivered" },
    "Order #1001 has arrived",
    "Die Bestellung #1001 ist angekommen",
  ],
  [
    "order.delivered",
    { orderName: "#1001", basis: "usual" },
    "Order #1001 has probably arrived",
    "Die Bestellung #1001 ist vermutlich angekommen",
  ],
  [
    "order.refunded",
    { orderName: "#1001", amountMinor: "1250" },
    "Was refunded €12.50 for order #1001",
    "Hat für die Bestellung #1001 12,50 € zurückbekommen",
  ],
  ["order.cancelled", { orderName: "#1001" }, "Order #1001 was canceled", "Die Bestellung #1001 wurde storniert"],
  [
    "order.deleted",
    { orderName: "#1001" },
    "Order #1001 was deleted in Shopify",
    "Die Bestellung #1001 wurde in Shopify gelöscht",
  ],
  [
    "order.disputed",
    { orderName: "#1001" },
    "Disputed the payment of order #1001 with their bank",
    "Hat die Zahlung der Bestellung #1001 bei der Bank angefochten",
  ],
  [
    "order.dispute-lost",
    { orderName: "#1001" },
    "The dispute about order #1001 was lost",
    "Die Anfechtung der Bestellung #1001 wurde zu Ihren Ungunsten entschieden",
  ],
  [
    "order.dispute-won",
    { orderName: "#1001" },
    "The dispute about order #1001 was won",
    "Die Anfechtung der Bestellung #1001 wurde zu Ihren Gunsten entschieden",
  ],
  [
    "order.claimed",
    { orderName: "#1001" },
    "Guest order #1001 was matched to this customer",
    "Die Gastbestellung #1001 wurde diesem Kundenkonto zugeordnet",
  ],
  ["visit.made", {}, "Visited the shop", "Hat den Shop besucht"],
  [
    "visit.made",
    { viewed: 3, put: 1, collections: 1, searches: 2, checkout: true },
    "Visited the shop: viewed 3 products, viewed 1 collection, searched 2 times, put 1 product in the cart, went to the checkout",
    "Hat den Shop besucht: 3 Produkte angesehen, 1 Kollektion angesehen, 2 Mal gesucht, 1 Produkt in den Warenkorb gelegt, zur Kasse gegangen",
  ],
  ["checkout.abandoned", { lines: "1:1" }, "Left the checkout without buying", "Hat den Kauf an der Kasse abgebrochen"],
  [
    "checkout.abandoned",
    { lines: "1:1", over: "bought" },
    "Left the checkout, and bought later",
    "Hat den Kauf an der Kasse abgebrochen und später nachgeholt",
  ],
  [
    "custom.happened",
    { name: "course-finished" },
    "Your system reported “course-finished”",
    "Ihr System hat „course-finished“ gemeldet",
  ],
  [
    "points.changed",
    { points: "500", orderName: "#1001" },
    "Earned 500 points with order #1001",
    "Hat mit der Bestellung #1001 500 Punkte gesammelt",
  ],
  [
    "points.changed",
    { points: "-1", orderName: "#1001" },
    "1 point of order #1001 was taken back",
    "1 Punkt der Bestellung #1001 wurde zurückgebucht",
  ],
  ["points.available", { points: "1500" }, "1,500 points became available", "1.500 Punkte sind verfügbar geworden"],
  [
    "points.available",
    { points: "-3" },
    "3 points were deducted from the available balance",
    "3 Punkte wurden vom verfügbaren Stand abgezogen",
  ],
  [
    "points.adjusted",
    { points: "10", reason: "Kulanz" },
    "Your team added 10 points: Kulanz",
    "Ihr Team hat 10 Punkte gutgeschrieben: Kulanz",
  ],
  [
    "points.adjusted",
    { points: "-10", reason: "Irrtum" },
    "Your team took away 10 points: Irrtum",
    "Ihr Team hat 10 Punkte abgezogen: Irrtum",
  ],
  [
    "points.bonus",
    { points: "50", title: "Willkommen", bonus: "sign-up", rule: "welcome" },
    "Got 50 points: Willkommen",
    "Hat 50 Punkte bekommen: Willkommen",
  ],
  [
    "points.bonus",
    { points: "1", title: null, bonus: "birthday", rule: "b" },
    "Got 1 point: Birthday",
    "Hat 1 Punkt bekommen: Geburtstag",
  ],
  [
    "points.bonus",
    { points: "-50", bonus: "constructor", rule: "old" },
    "50 points were taken back: old",
    "50 Punkte wurden zurückgebucht: old",
  ],
  [
    "points.bonus",
    { points: "25", title: "Instagram", bonus: "social", rule: "ig" },
    "Got 25 points: Instagram (self-declared)",
    "Hat 25 Punkte bekommen: Instagram (Selbstauskunft)",
  ],
  ["points.expired", { points: "-7" }, "7 points expired", "7 Punkte sind verfallen"],
  ["points.imported", { points: "900" }, "Got 900 points from an import", "Hat durch einen Import 900 Punkte erhalten"],
  ["points.imported", { points: "-900" }, "An import took away 900 points", "Durch einen Import wurden 900 Punkte abgezogen"],
  [
    "points.imported",
    { points: "-900", undone: true },
    "An import was undone: 900 points taken back",
    "Import rückgängig gemacht: 900 Punkte abgezogen",
  ],
  [
    "points.imported",
    { points: "1", undone: true },
    "An import was undone: 1 point returned",
    "Import rückgängig gemacht: 1 Punkt zurückgegeben",
  ],
  [
    "tier.changed",
    { tier: "gold", tierName: "Gold", before: null, reason: "earned" },
    "Reached the Gold tier",
    "Hat die Stufe Gold erreicht",
  ],
  [
    "tier.changed",
    { tier: "silver", tierName: "Silber", beforeName: "Gold", reason: "lost" },
    "Is now in the Silber tier, no longer in Gold",
    "Ist jetzt in der Stufe Silber, nicht mehr in Gold",
  ],
  [
    "tier.changed",
    { tier: "silver", tierName: "Silver", "tierName.de": "Silber", beforeName: "Gold", reason: "lost" },
    "Is now in the Silver tier, no longer in Gold",
    "Ist jetzt in der Stufe Silber, nicht mehr in Gold",
  ],
  [
    "tier.changed",
    { tier: null, before: "gold", reason: "lost" },
    "Is no longer in the gold tier",
    "Ist nicht mehr in der Stufe gold",
  ],
  [
    "tier.changed",
    { tier: "gold", reason: "rules" },
    "Is now in the gold tier because the program changed",
    "Ist jetzt in der Stufe gold, weil sich das Programm geändert hat",
  ],
  [
    "tier.changed",
    { tier: "gold", reason: "granted" },
    "Your team granted the gold tier",
    "Ihr Team hat die Stufe gold verliehen",
  ],
  [
    "tier.changed",
    { tier: "gold", reason: "import" },
    "Got the gold tier from an import",
    "Hat durch einen Import die Stufe gold erhalten",
  ],
  [
    "tier.changed",
    { tier: "gold", reason: "merge" },
    "Has been in the gold tier since customer accounts were merged",
    "Ist seit dem Zusammenführen von Kundenkonten in der Stufe gold",
  ],
  [
    "reward.redeemed",
    { points: "500", title: "5 € off" },
    "Redeemed 500 points for “5 € off”",
    "Hat 500 Punkte für „5 € off“ eingelöst",
  ],
  ["reward.issued", { title: "X" }, "Received the reward “X”", "Hat die Prämie „X“ erhalten"],
  [
    "reward.used",
    { title: "X", orderName: "#7" },
    "Used the reward “X” for order #7",
    "Hat die Prämie „X“ bei der Bestellung #7 verwendet",
  ],
  ["reward.used", { title: "X" }, "Used the reward “X”", "Hat die Prämie „X“ verwendet"],
  [
    "reward.released",
    { title: "X", points: "1", reason: "expired" },
    "The reward “X” expired unused; 1 point was returned",
    "Die Prämie „X“ ist ungenutzt abgelaufen; 1 Punkt wurde zurückgebucht",
  ],
  [
    "reward.released",
    { title: "X", points: "20", reason: "disabled" },
    "The discount of the reward “X” was switched off in Shopify; 20 points were returned",
    "Der Rabatt der Prämie „X“ wurde in Shopify abgeschaltet; 20 Punkte wurden zurückgebucht",
  ],
  [
    "reward.released",
    { title: "X", points: "20", reason: "refused" },
    "Shopify did not issue the reward “X”; 20 points were returned",
    "Shopify hat die Prämie „X“ nicht ausgestellt; 20 Punkte wurden zurückgebucht",
  ],
  [
    "reward.released",
    { title: "X", points: "20", reason: "withdrawn" },
    "Your team took back the reward “X”; 20 points were returned",
    "Ihr Team hat die Prämie „X“ zurückgenommen; 20 Punkte wurden zurückgebucht",
  ],
  [
    "reward.returned",
    { orderName: "#7", returned: "250", points: "500" },
    "250 points spent on order #7 were returned after a refund",
    "250 für die Bestellung #7 eingelöste Punkte kamen nach einer Erstattung zurück",
  ],
  [
    "reward.returned",
    { orderName: "#7", returned: "-1", points: "500" },
    "1 returned point of order #7 was taken back again",
    "1 zurückgegebener Punkt der Bestellung #7 wurde wieder abgezogen",
  ],
  ["segment.entered", { segmentKey: "vip", segmentName: "VIP" }, "Entered the segment vip", "Gehört jetzt zum Segment vip"],
  ["segment.left", { segmentKey: "new", segmentName: "Neu" }, "Left the segment new", "Gehört nicht mehr zum Segment new"],
  [
    "consent.changed",
    { channel: "email", from: "subscribed", to: "unsubscribed" },
    "Unsubscribed from marketing by email",
    "Hat sich von Werbung per E-Mail abgemeldet",
  ],
  ["consent.changed", { channel: "sms", to: "subscribed" }, "Agreed to marketing by SMS", "Hat in Werbung per SMS eingewilligt"],
  [
    "consent.changed",
    { channel: "email", to: "invalid" },
    "Marketing by email: Address not valid",
    "Werbung per E-Mail: Adresse ungültig",
  ],
  ["message.sent", { subject: "Hallo" }, "Was sent “Hallo”", "Hat „Hallo“ erhalten"],
  [
    "message.dropped",
    { reason: "no-consent" },
    "A message was not sent: no consent to marketing",
    "Eine Nachricht wurde nicht gesendet: keine Einwilligung in Werbung",
  ],
  [
    "preferences.changed",
    { topicsOff: "news", pausedUntil: null, locale: null },
    "Changed what emails to get",
    "Hat die E-Mail-Einstellungen geändert",
  ],
  [
    "question.answered",
    { question: "What is missing?", answer: "Price" },
    "Answered “What is missing?”: Price",
    "Hat auf „What is missing?“ geantwortet: Price",
  ],
  [
    "achievement.earned",
    { achievementId: 1, achievement: "badge", title: "Welcome!", "title.en": "Welcome!", "title.de": "Willkommen!" },
    "Earned the badge “Welcome!”",
    "Hat das Abzeichen „Willkommen!“ bekommen",
  ],
  [
    "achievement.earned",
    { achievementId: 2, achievement: "challenge", title: "Stock up" },
    "Completed the challenge “Stock up”",
    "Hat die Challenge „Stock up“ geschafft",
  ],
  [
    "achievement.earned",
    { achievementId: 3, achievement: "streak", title: "Three in a row" },
    "Reached the streak “Three in a row”",
    "Hat die Serie „Three in a row“ geschafft",
  ],
  [
    "achievement.withdrawn",
    { achievementId: 1, achievement: "badge", title: "Welcome!" },
    "Lost “Welcome!”: the orders for it no longer count, or others were first",
    "Hat „Welcome!“ verloren: Die Bestellungen dafür zählen nicht mehr, oder andere waren schneller",
  ],
  [
    "draw.entered",
    {
      ...{
        drawId: 1,
        number: 7,
        title: "Wheel",
        "title.de": "Glücksrad",
        won: true,
        prize: "50 points",
        "prize.de": "50 Punkte",
      },
    },
    "Won “50 points” in “Wheel”",
    "Hat bei „Glücksrad“ „50 Punkte“ gewonnen",
  ],
  [
    "leaderboard.won",
    { month: "2026-03", points: "100" },
    "First on the leaderboard of 2026-03",
    "Erster Platz auf der Bestenliste von 2026-03",
  ],
  [
    "draw.entered",
    { drawId: 1, number: 8, title: "Wheel", won: false, prize: "" },
    "Took part in “Wheel”, without a prize",
    "Hat bei „Wheel“ mitgemacht, ohne Gewinn",
  ],
  [
    "module.answered",
    { moduleId: 1, title: "Brewing", "title.de": "Brühen", correct: 3, questions: 4, passed: true },
    "Passed the module “Brewing” with 3 of 4 right answers",
    "Hat das Modul „Brühen“ mit 3 von 4 richtigen Antworten bestanden",
  ],
  [
    "module.answered",
    { moduleId: 1, title: "Brewing", correct: 1, questions: 4, passed: false },
    "Answered 1 of 4 questions of the module “Brewing” right, which wasn’t enough to pass",
    "Hat beim Modul „Brewing“ 1 von 4 Fragen richtig beantwortet und noch nicht bestanden",
  ],
  [
    "community.joined",
    { groupId: 1, title: "Council", "title.de": "Kundenbeirat" },
    "Was invited into the group “Council”",
    "Wurde in die Gruppe „Kundenbeirat“ eingeladen",
  ],
  [
    "gathering.registered",
    { gatheringId: 1, title: "Tasting", "title.de": "Verkostung", startsAt: "2026-12-12T17:00:00Z" },
    "Has a place at “Tasting”",
    "Hat einen Platz bei „Verkostung“",
  ],
  [
    "gathering.waiting",
    { gatheringId: 1, title: "Tasting", startsAt: "2026-12-12T17:00:00Z" },
    "Is on the waiting list of “Tasting”",
    "Steht auf der Warteliste von „Tasting“",
  ],
  [
    "gathering.left",
    { gatheringId: 1, title: "Tasting", startsAt: "2026-12-12T17:00:00Z" },
    "Doesn’t come to “Tasting” any more",
    "Kommt nicht mehr zu „Tasting“",
  ],
  [
    "gathering.attended",
    { gatheringId: 1, title: "Tasting", startsAt: "2026-12-12T17:00:00Z" },
    "Was at “Tasting”",
    "War bei „Tasting“",
  ],
  [
    "survey.answered",
    { surveyId: 1, survey: "NPS", surveyKind: "nps", score: 9, answer: "9" },
    "Answered the survey “NPS”: 9",
    "Hat auf die Umfrage „NPS“ geantwortet: 9",
  ],
  [
    "survey.answered",
    { surveyId: 1, survey: "NPS", surveyKind: "nps", score: null, answer: "" },
    "Answered the survey “NPS”",
    "Hat auf die Umfrage „NPS“ geantwortet",
  ],
  [
    "review.written",
    { reviewId: "1", productId: "2", product: "Espresso", stars: 4 },
    "Reviewed “Espresso”: 4 of 5 stars",
    "Hat „Espresso“ bewertet: 4 von 5 Sternen",
  ],
  [
    "review.published",
    { reviewId: "1", productId: "2", product: "Espresso", stars: 1 },
    "The review of “Espresso” was published: 1 of 5 stars",
    "Die Bewertung von „Espresso“ wurde veröffentlicht: 1 von 5 Sternen",
  ],
  [
    "referral.joined",
    { referralId: "1", orderName: "#1001" },
    "Came by a customer’s recommendation",
    "Kam durch eine Empfehlung",
  ],
  [
    "referral.ordered",
    { referralId: "1" },
    "A friend placed a first order after a recommendation",
    "Nach einer Empfehlung ging eine erste Bestellung ein",
  ],
  [
    "referral.paid",
    { referralId: "1", points: "300" },
    "Got 300 points for a recommendation",
    "Hat 300 Punkte für eine Empfehlung bekommen",
  ],
  [
    "referral.paid",
    { referralId: "1", points: "0" },
    "Got a reward for a recommendation",
    "Hat eine Prämie für eine Empfehlung bekommen",
  ],
  [
    "referral.rejected",
    { referralId: "1", reason: "existing-customer" },
    "A recommendation did not count: had ordered before",
    "Eine Empfehlung zählte nicht: hatte schon bestellt",
  ],
  [
    "referral.reversed",
    { referralId: "1", points: "150", whole: false },
    "A friend returned goods: 150 points for the recommendation were taken back",
    "Nach einer Rückgabe wurden 150 Punkte für die Empfehlung zurückgenommen",
  ],
  [
    "referral.reversed",
    { referralId: "1", points: "300", whole: true },
    "A recommendation no longer counts: 300 points were taken back",
    "Eine Empfehlung zählt nicht mehr: 300 Punkte wurden zurückgenommen",
  ],
  [
    "referral.reversed",
    { referralId: "1", points: "0", whole: true },
    "A recommendation no longer counts",
    "Eine Empfehlung zählt nicht mehr",
  ],
  [
    "message.clicked",
    { template: "win-back", subject: "Lange nicht gesehen", link: 0, target: "https://morgenrot.de/" },
    "Followed a link in “Lange nicht gesehen”",
    "Hat einen Link in „Lange nicht gesehen“ geöffnet",
  ],
  [
    "message.bounced",
    { permanent: true },
    "An email came back: the address doesn’t exist",
    "Eine E-Mail kam zurück: Die Adresse gibt es nicht",
  ],
  ["message.bounced", { permanent: false }, "An email couldn’t be delivered", "Eine E-Mail konnte nicht zugestellt werden"],
  ["message.complained", {}, "Reported an email as spam", "Hat eine E-Mail als Spam gemeldet"],
  ["flow.entered", { flow: "win-back" }, "Entered the flow Win-back", "Ist in den Ablauf Rückgewinnung eingetreten"],
  [
    "flow.reached",
    { flow: "win-back", flowId: 3, step: "points", stepId: "gift" },
    "Reached points of the flow Win-back",
    "Hat Punkte des Ablaufs Rückgewinnung erreicht",
  ],
  [
    "flow.reached",
    { flow: "win-back" },
    "Reached a step of the flow Win-back",
    "Hat einen Schritt des Ablaufs Rückgewinnung erreicht",
  ],
  [
    "refill.due",
    { productId: "501", product: "Espresso", orderId: "9", dueOn: "2027-02-10" },
    "“Espresso” should be running out",
    "„Espresso“ dürfte zur Neige gehen",
  ],
  ["customer.at-risk", { chance: 74 }, "Became likely to leave (74%)", "Wandert wahrscheinlich ab (74 %)"],
  [
    "flow.skipped",
    { flow: "win-back", step: "email" },
    "The next email of the flow Win-back was skipped by your team",
    "Ihr Team hat die nächste E-Mail des Ablaufs Rückgewinnung übersprungen",
  ],
  [
    "flow.ended",
    { flow: "win-back", reason: "purchase" },
    "Left the flow Win-back: bought again",
    "Hat den Ablauf Rückgewinnung verlassen: hat wieder bestellt",
  ],
  ["note.written", {}, "Your team wrote a note", "Ihr Team hat eine Notiz geschrieben"],
  ["note.written", { noteId: "n", author: "merchant:42" }, "Anna wrote a note", "Anna hat eine Notiz geschrieben"],
  [
    "customer.merged",
    { goneId: "5" },
    "Another customer account was merged into this one",
    "Ein anderes Kundenkonto wurde mit diesem zusammengeführt",
  ],
  ["customer.created", {}, "Became a customer", "Ist Kundin oder Kunde geworden"],
  [
    "customer.excluded",
    { actor: "merchant:42" },
    "Was excluded from the program by Anna",
    "Wurde von Anna vom Programm ausgeschlossen",
  ],
  [
    "customer.included",
    { actor: "merchant:42" },
    "Was let back into the program by Anna",
    "Wurde von Anna wieder zum Programm zugelassen",
  ],
];

function say(locale: Locale, kind: TimelineKind, data: HistoryData): string {
  const format = createFormat(locale, { currency: "EUR", timeZone: "Europe/Berlin" });
  const words = { t: translator(locale), locale, format, segmentName: ({ key }: { key: string }) => key, member };
  return sentence(readTale(kind, data), words).replaceAll("\u00a0", " ");
}

describe("a sentence for what happened", () => {
  test.each(happened)("%s %j", (kind, data, english, german) => {
    expect(say("en", kind, data)).toBe(english);
    expect(say("de", kind, data)).toBe(german);
  });

  test("is there even when the data is not what is expected", () => {
    for (const [kind] of happened) {
      for (const data of [{}, { points: "many", totalMinor: null, orderName: null }] as HistoryData[])
        expect(say("en", kind, data)).not.toBe("");
    }
  });

  test("is there for every kind (house A5)", () => {
    for (const kind of Object.keys(bodies) as TimelineKind[]) {
      for (const locale of ["en", "de"] as const) expect(say(locale, kind, {})).not.toContain(kind);
    }
  });

  test("in this list for every kind", () => {
    const listed = new Set(happened.map(([kind]) => kind));
    expect((Object.keys(bodies) as TimelineKind[]).filter((kind) => !listed.has(kind))).toEqual([]);
  });

  test("says what is unknown instead of hiding it", () => {
    for (const kind of ["quest.solved", "order.teleported", "constructor", "toString.call"])
      expect(say("en", kind as TimelineKind, {})).toContain(kind);
  });
});

describe("reasons", () => {
  test("show what the mail server said, and codes that nobody knows", () => {
    expect(reasonWords(translator("en"), "mail-server: 550 no such user")).toBe("the mail server said: 550 no such user");
    expect(reasonWords(translator("de"), "something-new")).toBe("anderer Grund (something-new)");
    expect(reasonWords(translator("en"), null)).toBe("other reason (–)");
  });
});

test("a bonus that rests on the shopper's word alone is marked wherever it is named (merchant 7)", () => {
  const title = { de: "Folgen", en: "Follow us" };
  expect(bonusName({ kind: "social", title }, translator("en"), "en")).toBe("Follow us (self-declared)");
  expect(bonusName({ kind: "social", title: null }, translator("de"), "de")).toBe("Soziale Netzwerke (Selbstauskunft)");
  expect(bonusName({ kind: "review", title }, translator("en"), "en")).toBe("Follow us");
});
