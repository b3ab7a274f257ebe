import type { Definition, Question, QuestionType, Words } from "./survey.ts";

export const surveyKinds = ["nps", "csat", "product", "heard", "leaving", "free"] as const;
export type SurveyKind = (typeof surveyKinds)[number];

type Kind = {
  /** What its first question must be, since its result is counted by that; null: anything. */
  first: QuestionType | null;
  /** For so long nobody is asked again by a survey of the kind, unless said otherwise. */
  quietDays: number;
  name: Words;
  definition: Definition;
};

const words = (de: string, en: string): Words => ({ de, en });
const none = words("", "");
const why = (id: string, de: string, en: string): Question => ({
  ...{ id, type: "text", ask: words(de, en), options: [], required: false, next: {} },
});
const options = (...labels: Words[]): Question["options"] => labels.map((label, at) => ({ id: `o${at + 1}`, label }));

/** What a new survey of each kind begins with. Readers are addressed as in the theme's blocks ("du"). */
export const kinds: Record<SurveyKind, Kind> = {
  nps: {
    first: "score",
    quietDays: 90,
    name: words("Weiterempfehlung (NPS)", "Recommendation (NPS)"),
    definition: {
      ...{ intro: none, thanks: none },
      questions: [
        {
          ...{ id: "recommend", type: "score", options: [], required: true },
          ask: words(
            "Wie wahrscheinlich ist es, dass du uns weiterempfiehlst? (0 = sehr unwahrscheinlich, 10 = sehr wahrscheinlich)",
            "How likely are you to recommend us to a friend? (0 = not at all likely, 10 = extremely likely)",
          ),
          next: { low: "better", middle: "missing", high: "like" },
        },
        {
          ...why("better", "Das tut uns leid. Was ist schiefgelaufen?", "We are sorry to hear that. What went wrong?"),
          next: { any: "end" },
        },
        { ...why("missing", "Was fehlt dir zu einer 10?", "What would make it a 10 for you?"), next: { any: "end" } },
        why("like", "Was gefällt dir am besten?", "What do you like best?"),
      ],
    },
  },
  csat: {
    first: "rating",
    quietDays: 14,
    name: words("Zufriedenheit (CSAT)", "Satisfaction (CSAT)"),
    definition: {
      ...{ intro: none, thanks: none },
      questions: [
        {
          ...{ id: "satisfied", type: "rating", options: [], required: true, next: { high: "end" } },
          ask: words(
            "Wie zufrieden bist du mit deiner Bestellung? (1 = gar nicht, 5 = sehr)",
            "How satisfied are you with your order? (1 = not at all, 5 = very)",
          ),
        },
        why("better", "Was können wir besser machen?", "What can we do better?"),
      ],
    },
  },
  product: {
    first: "rating",
    quietDays: 0,
    name: words("Produktbewertung (nur für uns)", "Product rating (for us only)"),
    definition: {
      intro: words(
        "Deine Antwort lesen nur wir, sie wird nicht veröffentlicht.",
        "Only we read your answer. It is not published.",
      ),
      thanks: none,
      questions: [
        {
          ...{ id: "product", type: "rating", options: [], required: true, next: {} },
          ask: words(
            "Wie gefällt dir, was du gekauft hast? (1 = gar nicht, 5 = sehr)",
            "How do you like what you bought? (1 = not at all, 5 = a lot)",
          ),
        },
        {
          ...{ id: "about", type: "several", required: false, next: {} },
          ask: words("Worum geht es dabei vor allem?", "What is it mostly about?"),
          options: options(
            words("Qualität", "Quality"),
            words("Größe oder Passform", "Size or fit"),
            words("Aussehen", "Looks"),
            words("Preis", "Price"),
            words("Verpackung", "Packaging"),
          ),
        },
        why("more", "Möchtest du noch etwas dazu sagen?", "Is there anything else you would like to say?"),
      ],
    },
  },
  heard: {
    first: "choice",
    quietDays: 365,
    name: words("Wie bist du auf uns gekommen?", "How did you hear about us?"),
    definition: {
      ...{ intro: none, thanks: none },
      questions: [
        {
          ...{ id: "heard", type: "choice", required: true },
          ask: words("Wie bist du auf uns aufmerksam geworden?", "How did you hear about us?"),
          options: options(
            words("Empfehlung von Freunden oder Familie", "From friends or family"),
            words("Instagram, TikTok oder Facebook", "Instagram, TikTok or Facebook"),
            words("Suchmaschine", "A search engine"),
            words("Podcast, Blog oder Zeitschrift", "A podcast, blog or magazine"),
            words("Im Laden oder auf einem Markt", "In a store or at a market"),
            words("Anders", "Some other way"),
          ),
          next: { o1: "end", o2: "end", o3: "end", o5: "end" },
        },
        why("which", "Wo genau?", "Where exactly?"),
      ],
    },
  },
  leaving: {
    first: "choice",
    quietDays: 90,
    name: words("Grund für die Pause", "Reason for leaving"),
    definition: {
      ...{ intro: none, thanks: none },
      questions: [
        {
          ...{ id: "reason", type: "choice", required: true, next: { o1: "end" } },
          ask: words("Woran lag es, dass du länger nicht bestellt hast?", "What kept you from ordering again?"),
          options: options(
            words("Ich habe noch genug", "I still have enough"),
            words("Es war mir zu teuer", "It was too expensive"),
            words("Das Produkt hat mich nicht überzeugt", "The product did not convince me"),
            words("Lieferung oder Service waren nicht gut", "Delivery or service were not good"),
            words("Ich kaufe inzwischen woanders", "I buy somewhere else now"),
          ),
        },
        why("more", "Was müsste anders sein, damit du wiederkommst?", "What would have to change for you to come back?"),
      ],
    },
  },
  free: {
    first: null,
    quietDays: 0,
    name: words("Eigene Umfrage", "Your own survey"),
    definition: {
      ...{ intro: none, thanks: none },
      questions: [
        {
          ...{ id: "first", type: "choice", required: true, next: {} },
          ask: words("Wobei können wir dir helfen?", "What can we help you with?"),
          options: options(
            words("Das richtige Produkt finden", "Finding the right product"),
            words("Eine Bestellung", "An order"),
            words("Etwas anderes", "Something else"),
          ),
        },
        why("more", "Möchtest du noch etwas dazu sagen?", "Is there anything else you would like to say?"),
      ],
    },
  },
};

export function isSurveyKind(text: unknown): text is SurveyKind {
  return surveyKinds.some((kind) => kind === text);
}
