import type { ReactNode } from "react";

const style = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 0 1rem; font: 1.0625rem/1.6 system-ui, sans-serif; background: #f4f4f2; color: #1d2024; }
main { max-width: 30rem; margin: 12vh auto 0; padding: 2rem; box-sizing: border-box; background: #fff; border-radius: .5rem; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
p:last-child { margin: 0; }
ul { margin: 0 0 .75rem; padding-left: 1.25rem; overflow-wrap: anywhere; }
a { color: inherit; }
h2 { margin: 2rem 0 .5rem; font-size: 1.125rem; }
fieldset { margin: 0 0 .75rem; padding: 0; border: 0; }
legend { padding: 0; font-weight: 600; }
.tick { display: flex; gap: .625rem; align-items: flex-start; padding: .375rem 0; }
.tick input { flex: none; width: 1.25rem; height: 1.25rem; margin: .1875rem 0 0; accent-color: currentcolor; }
input[type="email"], .line, select, textarea { max-width: 100%; padding: .5rem; font: inherit; color: inherit; background: transparent; border: 1px solid #6b7178; border-radius: .375rem; box-sizing: border-box; }
textarea, .line, input[type="file"] { display: block; width: 100%; margin-top: .375rem; resize: vertical; }
.scale { display: flex; flex-wrap: wrap; gap: .25rem; margin-top: .375rem; }
.scale .tick { position: relative; padding: 0; }
.scale .tick input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.scale .tick span { display: block; min-width: 2.5rem; padding: .5rem 0; text-align: center; border: 1px solid #6b7178; border-radius: .375rem; box-sizing: border-box; }
.scale .tick input:checked + span { font-weight: 700; color: #fff; background: #1d2024; border-color: #1d2024; }
.scale .tick input:focus-visible + span { outline: 3px solid #2c6ecb; outline-offset: 2px; }
.step { font-size: .9375rem; }
.photo { display: block; margin-top: .375rem; border-radius: .375rem; }
input[type="file"] { font: inherit; box-sizing: border-box; }
option { color: #1d2024; background: #fff; }
.trap { position: absolute; left: -200vw; }
button, .button { display: inline-block; text-decoration: none; margin-top: 1rem; padding: .75rem 1.5rem; font: inherit; font-weight: 600; color: #fff; background: #1d2024; border: 0; border-radius: .375rem; cursor: pointer; }
button.quiet { color: inherit; background: transparent; border: 1px solid currentcolor; }
button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible { outline: 3px solid #2c6ecb; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #16181b; color: #f1f2f3; }
  main { background: #212429; }
  button, .button { background: #f1f2f3; color: #16181b; }
  button.quiet { background: transparent; color: inherit; }
  input[type="email"], .line, select, textarea, .scale .tick span { border-color: #9aa1a9; }
  .scale .tick input:checked + span { color: #16181b; background: #f1f2f3; border-color: #f1f2f3; }
}
`;

/** `titleLanguage`: where the title is not in the page's. Its heading has the id "title". */
type DocumentProps = { locale: string; title: string; titleLanguage?: string | undefined; children: ReactNode };

/** A page behind a link in an email: a whole document of its own that works without script and without anything else of the app. */
export function LinkDocument({ locale, title, titleLanguage, children }: DocumentProps): ReactNode {
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main>
          <h1 id="title" lang={titleLanguage}>
            {title}
          </h1>
          {children}
        </main>
      </body>
    </html>
  );
}

type PageProps = {
  locale: string;
  title: string;
  text: string;
  /** Asks with a form that posts to where the page came from; null only tells. */ button: string | null;
};

/** One sentence, and at most one thing to do. */
export function LinkPage({ locale, title, text, button }: PageProps): ReactNode {
  return (
    <LinkDocument locale={locale} title={title}>
      <p>{text}</p>
      {button === null ? null : (
        <form method="post">
          <button type="submit">{button}</button>
        </form>
      )}
    </LinkDocument>
  );
}
