import type { Locale } from "../shell/locale.ts";
import type { Verdict } from "./verify.ts";

type Texts = {
  [Name in "title" | "hint" | "address" | "secret" | "add" | "secrets" | "answer" | "set" | "none" | "times"]: string;
} & { verdicts: Record<Verdict, string> };

const en: Texts = {
  title: "Receiver of webhooks",
  hint: "Stands in for a system of the shop’s. Enter the address under Settings, “Outgoing webhooks”, and the secret here.",
  ...{ address: "Address", secret: "Secret", add: "Add secret", secrets: "secrets are known", answer: "Answers with" },
  ...{ set: "Set", none: "Nothing has arrived yet.", times: "times" },
  verdicts: {
    ...{ genuine: "Signature is right", "no-secret": "No secret to check with", signature: "Signature is wrong" },
    ...{ time: "Too old", headers: "Headers are missing" },
  },
};

const de: Texts = {
  title: "Empfänger von Webhooks",
  hint: "Steht für ein System des Shops. Tragen Sie die Adresse unter Einstellungen, „Ausgehende Webhooks“ ein, und hier den geheimen Schlüssel.",
  ...{
    address: "Adresse",
    secret: "Geheimer Schlüssel",
    add: "Schlüssel hinzufügen",
    secrets: "Schlüssel bekannt",
    answer: "Antwortet mit",
  },
  ...{ set: "Setzen", none: "Es ist noch nichts angekommen.", times: "mal" },
  verdicts: {
    ...{ genuine: "Unterschrift stimmt", "no-secret": "Kein Schlüssel zum Prüfen", signature: "Unterschrift ist falsch" },
    ...{ time: "Zu alt", headers: "Header fehlen" },
  },
};

export const receiverTexts: Record<Locale, Texts> = { en, de };
