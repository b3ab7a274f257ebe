import type { ReactNode } from "react";

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

type Props = {
  locale: string;
  title: string;
  text: string;
  /** Asks with a form that posts to where the page came from; null only tells. */ button: string | null;
};

/** The page behind a link in an email: a whole document of its own that works without script and without anything else of the app. */
export function LinkPage({ locale, title, text, button }: Props): ReactNode {
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
