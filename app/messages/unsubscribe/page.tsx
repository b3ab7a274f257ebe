import { LinkPage } from "../links/document.tsx";
import type { MailLocale } from "../mails/templates.ts";

export type UnsubscribeView =
  | { kind: "ask"; locale: MailLocale; shopName: string }
  | { kind: "done"; locale: MailLocale; shopName: string }
  | { kind: "failed"; locale: MailLocale };

type Words = { title: string; text: string; button: string | null };

const words: Record<MailLocale, Record<UnsubscribeView["kind"], (shopName: string) => Words>> = {
  en: {
    ask: (shop) => ({
      title: "Unsubscribe?",
      text: `You will no longer get news and offers from ${shop} by email. Messages about your orders are not affected.`,
      button: "Yes, unsubscribe",
    }),
    done: (shop) => ({
      title: "You are unsubscribed",
      text: `${shop} will no longer send you news and offers by email. You can close this page.`,
      button: null,
    }),
    failed: () => ({
      title: "This link does not work",
      text: "It may have been cut off on its way to you. Please use the link in the email once more, or reply to that email and ask to be unsubscribed.",
      button: null,
    }),
  },
  de: {
    ask: (shop) => ({
      title: "Wirklich abmelden?",
      text: `Du bekommst dann keine Neuigkeiten und Angebote von ${shop} mehr per E-Mail. Nachrichten zu deinen Bestellungen erhältst du weiterhin.`,
      button: "Ja, abmelden",
    }),
    done: (shop) => ({
      title: "Du bist abgemeldet",
      text: `${shop} schickt dir keine Neuigkeiten und Angebote mehr per E-Mail. Du kannst diese Seite schließen.`,
      button: null,
    }),
    failed: () => ({
      title: "Dieser Link funktioniert nicht",
      text: "Vielleicht wurde er unterwegs abgeschnitten. Öffne bitte den Link in der E-Mail noch einmal, oder antworte auf die E-Mail mit der Bitte, dich abzumelden.",
      button: null,
    }),
  },
};

export function UnsubscribePage({ view }: { view: UnsubscribeView }) {
  return <LinkPage locale={view.locale} {...words[view.locale][view.kind](view.kind === "failed" ? "" : view.shopName)} />;
}
