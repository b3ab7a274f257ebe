import type { LoaderFunctionArgs } from "@remix-run/node";
import { to } from "../pages.ts";
import { redirect } from "@remix-run/node";

/** Shopify opens the app at its root; a visitor without a shop is told where to find it. */
export function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  if (url.searchParams.has("shop")) throw redirect(to("home", url.searchParams));
  return null;
}

export default function Index() {
  return (
    <main style={{ fontFamily: "system-ui, sans-serif", maxWidth: "40rem", margin: "4rem auto", padding: "0 1rem" }}>
      <h1>Reprise</h1>
      <p>Reprise runs inside the Shopify admin. Open it there under Apps.</p>
      <p lang="de">Reprise läuft in der Shopify-Verwaltung. Öffnen Sie es dort unter „Apps“.</p>
    </main>
  );
}
