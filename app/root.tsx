import { Links, Meta, Outlet, Scripts, ScrollRestoration, useMatches } from "@remix-run/react";

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
