import type { Locale } from "../../i18n/translate.ts";

export type ProofPage = { title: string; text: string; button: string | null };
type Words = {
  email: { subject: string; greeting: string; text: string; otherwise: string; button: string; reason: string };
  ask: ProofPage;
  done: ProofPage;
  expired: ProofPage;
  failed: ProofPage;
};

/** @param shop the shop's name and its address at Shopify, which nobody can choose as they like */
export const proofWords: Record<Locale, (about: { address: string; shop: string; domain: string }) => Words> = {
  en: ({ address, shop, domain }) => ({
    email: {
      subject: `Confirm ${address} as a sender address`,
      greeting: "Hello,",
      text: `The shop “${shop}” (${domain}) would like to send its emails from ${address}. If that is right, please confirm it within three days.`,
      otherwise:
        "If you know nothing of this, there is nothing for you to do: without your confirmation the address is not used.",
      button: "Confirm the address",
      reason: `You are receiving this email because somebody entered ${address} as a sender address in Reprise, an app for Shopify shops.`,
    },
    ask: {
      title: "Confirm this sender address?",
      text: `The shop “${shop}” (${domain}) will then send its emails from ${address}.`,
      button: "Yes, confirm",
    },
    done: {
      title: "The address is confirmed",
      text: `Emails of the shop “${shop}” now come from ${address}. You can close this page.`,
      button: null,
    },
    expired: {
      title: "This link has expired",
      text: "It was valid for three days. You can have a new one sent in the app under Settings, Sender.",
      button: null,
    },
    failed: {
      title: "This link does not work",
      text: "It may have been cut off on its way to you, or a different address has been entered since. You can have a new one sent in the app under Settings, Sender.",
      button: null,
    },
  }),
  de: ({ address, shop, domain }) => ({
    email: {
      subject: `Bitte bestätigen: ${address} als Absender`,
      greeting: "Guten Tag,",
      text: `der Shop „${shop}“ (${domain}) möchte seine E-Mails von ${address} senden. Ist das richtig? Dann bestätigen Sie es bitte innerhalb von drei Tagen.`,
      otherwise:
        "Wenn Sie nichts davon wissen, brauchen Sie nichts zu tun: Ohne Ihre Bestätigung wird die Adresse nicht verwendet.",
      button: "Adresse bestätigen",
      reason: `Sie bekommen diese E-Mail, weil jemand ${address} in Reprise, einer App für Shopify-Shops, als Absenderadresse eingetragen hat.`,
    },
    ask: {
      title: "Diese Absenderadresse bestätigen?",
      text: `Der Shop „${shop}“ (${domain}) sendet seine E-Mails dann von ${address}.`,
      button: "Ja, bestätigen",
    },
    done: {
      title: "Die Adresse ist bestätigt",
      text: `E-Mails des Shops „${shop}“ kommen jetzt von ${address}. Sie können diese Seite schließen.`,
      button: null,
    },
    expired: {
      title: "Dieser Link ist abgelaufen",
      text: "Er galt drei Tage. Einen neuen können Sie in der App unter Einstellungen, Absender anfordern.",
      button: null,
    },
    failed: {
      title: "Dieser Link funktioniert nicht",
      text: "Vielleicht wurde er unterwegs abgeschnitten, oder es wurde inzwischen eine andere Adresse eingetragen. Einen neuen können Sie in der App unter Einstellungen, Absender anfordern.",
      button: null,
    },
  }),
};
