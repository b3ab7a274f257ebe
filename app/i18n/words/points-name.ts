import type { Same, Words } from "../words.ts";

/** What a merchant calls points. */
export const pointsName = {
  title: "Name of your points",
  intro:
    "Call your points what fits your brand, such as suns or beans. Customers read the name in your shop, in their account, at checkout and in emails. In this admin, points stay points.",
  one: "One",
  oneHelp: "As in “1 bean”",
  many: "Several",
  manyHelp: "As in “25 beans”, in the middle of a sentence",
  plain: "Leave both empty to say “{word}”.",
  required: "Please enter both forms, or leave both empty.",
  tooLong: "Please use at most {limit} characters.",
  preview: "How it reads",
  notLanguage: "Your shop isn’t published in this language.",
  saved: "Name saved. Your shop shows it within a minute.",
  failed: "Not saved: please check the marked fields",
  sumPlain: "Points",
} as const satisfies Words;

export const pointsNameGerman: Same<typeof pointsName> = {
  title: "Name der Punkte",
  intro:
    "Nennen Sie Ihre Punkte so, wie es zu Ihrer Marke passt, zum Beispiel Sonnen oder Bohnen. Kundinnen und Kunden lesen den Namen im Shop, im Konto, an der Kasse und in E-Mails. Hier in der Verwaltung bleiben es Punkte.",
  one: "Einzahl",
  oneHelp: "Wie in „1 Bohne“",
  many: "Mehrzahl",
  manyHelp: "Wie in „25 Bohnen“, mitten im Satz",
  plain: "Bleiben beide Felder leer, heißt es „{word}“.",
  required: "Bitte geben Sie beide Formen ein, oder lassen Sie beide leer.",
  tooLong: "Bitte verwenden Sie höchstens {limit} Zeichen.",
  preview: "So liest es sich",
  notLanguage: "In dieser Sprache ist Ihr Shop nicht veröffentlicht.",
  saved: "Name gespeichert. In etwa einer Minute steht er im Shop.",
  failed: "Nicht gespeichert: Bitte prüfen Sie die markierten Felder",
  sumPlain: "Punkte",
};
