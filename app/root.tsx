import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useMatches,
  useRouteError,
} from "@remix-run/react";

export default function Root() {
  // Whichever route knows the reader's language says so in its data; the document follows.
  const locales = useMatches().flatMap(({ data }) =>
    typeof data === "object" && data !== null && "locale" in data && typeof data.locale === "string" ? [data.locale] : [],
  );
  return (
    <html lang={locales.at(-1) ?? "en"}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        <Outlet />
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

/** For addresses outside the admin that do not exist, and for what fails before anything is known of the reader. */
export function ErrorBoundary() {
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Reprise</title>
      </head>
      <body>
        <main style={{ fontFamily: "system-ui, sans-serif", maxWidth: "36rem", margin: "4rem auto", padding: "0 1rem" }}>
          <h1>{missing ? "There is no such page" : "Something went wrong"}</h1>
          <p>Reprise runs inside the Shopify admin. Open it there under Apps.</p>
          <p lang="de">
            {missing ? "Diese Seite gibt es nicht." : "Etwas ist schiefgegangen."} Reprise läuft in der Shopify-Verwaltung. Öffnen
            Sie es dort unter „Apps“.
          </p>
        </main>
      </body>
    </html>
  );
}
