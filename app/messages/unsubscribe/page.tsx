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

const style = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 0 1rem; font: 1.0625rem/1.6 system-ui, sans-serif; background: #f4f4f2; color: #1d2024; }
main { max-width: 30rem; margin: 12vh auto 0; padding: 2rem; box-sizing: border-box; background: #fff; border-radius: .5rem; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0; overflow-wrap: anywhere; }
button { margin-top: 1.5rem; padding: .75rem 1.5rem; font: inherit; font-weight: 600; color: #fff; background: #1d2024; border: 0; border-radius: .375rem; cursor: pointer; }
button:focus-visible { outline: 3px solid #2c6ecb; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #16181b; color: #f1f2f3; }
  main { background: #212429; }
  button { background: #f1f2f3; color: #16181b; }
}
`;

/** A whole document of its own: it works without script and without anything else of the app. The form posts to where the page came from. */
export function UnsubscribePage({ view }: { view: UnsubscribeView }) {
  const { title, text, button } = words[view.locale][view.kind](view.kind === "failed" ? "" : view.shopName);
  return (
    <html lang={view.locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          <p>{text}</p>
          {button === null ? null : (
            <form method="post">
              <button type="submit">{button}</button>
            </form>
          )}
        </main>
      </body>
    </html>
  );
}
