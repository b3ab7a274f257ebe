import { bonusKind } from "./kind.ts";

/** Where rewarding consent with points makes it doubtful whether it was given freely. */
const CONSENT_IS_STRICT = new Set(["DE", "AT"]);

export const signUp = bonusKind(
  "sign-up",
  {},
  {
    givenFor: "act",
    points: 100,
    cap: { times: 1, period: "ever" },
    asks: {},
    words: {
      en: {
        name: "Customer account",
        help: "Once, when a customer who joined after you switched this rule on activates an account. Customers from before you installed the app never get it, even if they create their account now: Shopify doesn’t say when an account was created.",
      },
      de: {
        name: "Kundenkonto",
        help: "Einmal, wenn jemand, der erst nach dem Einschalten dieser Regel zu Ihrer Kundschaft kam, ein aktives Kundenkonto hat. Wer schon vor der Installation der App dazugehörte, bekommt diese Punkte nie, auch wenn das Konto erst jetzt angelegt wird: Shopify sagt nicht, wann ein Konto angelegt wurde.",
      },
    },
    forShoppers: () => ({
      en: "Create an account",
      de: "Konto anlegen",
      fr: "Créez un compte",
      es: "Crea una cuenta",
      it: "Crea un account",
      nl: "Account aanmaken",
    }),
  },
);

/** Points for the newsletter start switched off where the law is strict. */
export const newsletter = bonusKind(
  "newsletter",
  {},
  {
    givenFor: "act",
    points: 50,
    cap: { times: 1, period: "ever" },
    asks: {},
    startsOn: (countryCode) => !CONSENT_IS_STRICT.has(countryCode ?? ""),
    words: {
      en: { name: "Newsletter sign-up", help: "Once, when a customer signs up for your newsletter." },
      de: { name: "Newsletter-Anmeldung", help: "Einmal, wenn jemand Ihren Newsletter abonniert." },
    },
    forShoppers: () => ({
      en: "Subscribe to the newsletter",
      de: "Newsletter abonnieren",
      fr: "Abonnez-vous à la newsletter",
      es: "Suscríbete al boletín",
      it: "Iscriviti alla newsletter",
      nl: "Schrijf je in voor de nieuwsbrief",
    }),
  },
);
