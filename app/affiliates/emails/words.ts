import type { Locale } from "../../i18n/translate.ts";

/** What affiliates are written to about: their application, its outcome, a payout, and terms or a commission that have changed. */
export const emailKinds = ["received", "approved", "declined", "paid", "terms", "plan"] as const;
export type EmailKind = (typeof emailKinds)[number];

/** What of it differs: empty where there is nothing to say. Words of people, and amounts and days in the reader's language. */
export type Told = {
  name: string;
  shop: string;
  code: string;
  link: string;
  percent: string;
  /** They see their page only once they have bound it to an account, by the button's link. */
  unbound: boolean;
  linkDays: string;
  reason: string;
  againFrom: string;
  number: string;
  amount: string;
  /** How it was paid: the end of the sentence that says so. */
  paid: string;
  rate: string;
  waitDays: string;
};

export type EmailText = { subject: string; paragraphs: (string | false)[]; button: string };

type Words = { [Kind in EmailKind]: (told: Told) => EmailText } & {
  /** To whom nobody has looked at yet, and who has no name. */
  hello: string;
  greeting: (name: string) => string;
  closing: (shop: string) => string[];
  why: (shop: string) => string;
  money: string;
  credit: string;
  points: (points: string) => string;
  percentRate: (percent: string) => string;
  amountRate: (amount: string) => string;
};

/** Free of advertising: each says what has happened to them as a partner. */
export const emailWords: Record<Locale, Words> = {
  en: {
    hello: "Hello,",
    greeting: (name) => `Hello ${name},`,
    closing: (shop) => ["Best wishes", shop],
    why: (shop) => `You are receiving this email because you have applied to be a partner of ${shop} or are one.`,
    money: ", the way you’ve chosen on your page",
    credit: " as store credit in your customer account",
    points: (points) => ` as ${points} points in your customer account`,
    percentRate: (percent) => `${percent}% of the goods, net`,
    amountRate: (amount) => `${amount} for each item`,
    received: ({ shop }) => ({
      subject: `Your application to ${shop} is here`,
      paragraphs: [
        `Thank you for your application to be a partner of ${shop}. We’ll look at it and write to you.`,
        "If you haven’t applied, there is nothing for you to do.",
      ],
      button: "See your application",
    }),
    approved: ({ shop, code, percent, unbound, linkDays }) => ({
      subject: `Welcome as a partner of ${shop}`,
      paragraphs: [
        `We’ve accepted your application. Your code is ${code}: who orders with it gets ${percent}% off, and you get a commission.`,
        "Please say that it is advertising wherever you share code and link.",
        unbound &&
          `The button binds your partnership to your customer account, once and within ${linkDays} days. There you’ll find figures and payouts, and say where we pay to.`,
        !unbound && "On your page you’ll find figures and payouts, and say where we pay to.",
        "This is your link:",
      ],
      button: "Go to your page",
    }),
    declined: ({ shop, reason, againFrom }) => ({
      subject: `Your application to ${shop}`,
      paragraphs: [
        "Thank you for your application. Unfortunately we can’t work with you as a partner.",
        reason !== "" && `What we’d like to tell you: ${reason}`,
        againFrom !== "" && `You may apply again from ${againFrom} on.`,
      ],
      button: "See your application",
    }),
    paid: ({ number, amount, paid }) => ({
      subject: `Your payout ${number}: ${amount}`,
      paragraphs: [
        `We’re paying you ${amount}${paid}. Below is what the document for it says; you’ll also find it on your page.`,
      ],
      button: "Go to your page",
    }),
    terms: ({ shop }) => ({
      subject: `The partner terms of ${shop} have changed`,
      paragraphs: ["We’ve changed the terms of our partner program. From now on these apply:"],
      button: "Go to your page",
    }),
    plan: ({ shop, rate, waitDays }) => ({
      subject: `Your commission at ${shop} has changed`,
      paragraphs: [
        `For orders that you bring from now on: ${rate}. It is due ${waitDays} days after an order counts.`,
        "Orders from before keep what applied then.",
      ],
      button: "Go to your page",
    }),
  },
  de: {
    hello: "Hallo,",
    greeting: (name) => `Hallo ${name},`,
    closing: (shop) => ["Viele Grüße", shop],
    why: (shop) => `Du bekommst diese E-Mail, weil du dich als Partner von ${shop} beworben hast oder es bist.`,
    money: " aus, so wie du es auf deiner Seite gewählt hast",
    credit: " als Shop-Guthaben in deinem Kundenkonto aus",
    points: (points) => ` als ${points} Punkte in deinem Kundenkonto aus`,
    percentRate: (percent) => `${percent} % der Ware, netto`,
    amountRate: (amount) => `${amount} je Artikel`,
    received: ({ shop }) => ({
      subject: `Deine Bewerbung bei ${shop} ist da`,
      paragraphs: [
        `danke für deine Bewerbung als Partner von ${shop}. Wir sehen sie uns an und schreiben dir.`,
        "Falls du dich nicht beworben hast, musst du nichts tun.",
      ],
      button: "Bewerbung ansehen",
    }),
    approved: ({ shop, code, percent, unbound, linkDays }) => ({
      subject: `Willkommen als Partner von ${shop}`,
      paragraphs: [
        `wir haben deine Bewerbung angenommen. Dein Code ist ${code}: Wer damit bestellt, bekommt ${percent} % Rabatt, und du bekommst eine Provision.`,
        "Bitte sag überall dazu, dass es Werbung ist, wo du Code und Link teilst.",
        unbound &&
          `Der Button verbindet deine Partnerschaft mit deinem Kundenkonto, einmal und innerhalb von ${linkDays} Tagen. Dort findest du Zahlen und Auszahlungen und gibst an, wohin wir auszahlen.`,
        !unbound && "Auf deiner Seite findest du Zahlen und Auszahlungen und gibst an, wohin wir auszahlen.",
        "Das ist dein Link:",
      ],
      button: "Zu deiner Seite",
    }),
    declined: ({ shop, reason, againFrom }) => ({
      subject: `Deine Bewerbung bei ${shop}`,
      paragraphs: [
        "danke für deine Bewerbung. Leider können wir nicht als Partner zusammenarbeiten.",
        reason !== "" && `Was wir dir dazu sagen möchten: ${reason}`,
        againFrom !== "" && `Ab dem ${againFrom} kannst du dich erneut bewerben.`,
      ],
      button: "Bewerbung ansehen",
    }),
    paid: ({ number, amount, paid }) => ({
      subject: `Deine Auszahlung ${number}: ${amount}`,
      paragraphs: [
        `wir zahlen dir ${amount}${paid}. Unten steht, was der Beleg dazu sagt; du findest ihn auch auf deiner Seite.`,
      ],
      button: "Zu deiner Seite",
    }),
    terms: ({ shop }) => ({
      subject: `Die Partnerbedingungen von ${shop} haben sich geändert`,
      paragraphs: ["wir haben die Bedingungen unseres Partnerprogramms geändert. Ab jetzt gelten diese:"],
      button: "Zu deiner Seite",
    }),
    plan: ({ shop, rate, waitDays }) => ({
      subject: `Deine Provision bei ${shop} hat sich geändert`,
      paragraphs: [
        `für Bestellungen, die du ab jetzt vermittelst: ${rate}. Fällig wird sie ${waitDays} Tage, nachdem eine Bestellung zählt.`,
        "Für frühere Bestellungen bleibt, was damals galt.",
      ],
      button: "Zu deiner Seite",
    }),
  },
};
