/** What the merchant's admin does for the app: opens it with a session token, and acts in it as the shop's owner. */
export type Embedded = {
  /** Opens the app as the admin's frame does; the first visit makes the app exchange the token and set the shop up. */
  readonly open: (shop: string) => Promise<void>;
  /** Posts a form to one of the app's pages. */
  readonly submit: (shop: string, path: string, fields: Record<string, string>) => Promise<void>;
};

const TIMEOUT_MS = 120_000;
/** The app's server answers 410 to the user agents of programs (isbot). */
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";

export function createEmbedded(appUrl: string, sessionToken: (shop: string) => Promise<string> | string): Embedded {
  const call = async (what: string, shop: string, url: URL, init: RequestInit): Promise<void> => {
    const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = await response.text();
    if (response.status >= 200 && response.status < 400) return;
    throw new Error(
      `${what} ${shop} failed: the app answered ${response.status} to ${init.method ?? "GET"} ${url.pathname}: ${plainText(body)}`,
    );
  };
  return {
    open: async (shop) =>
      call("Opening the app in", shop, new URL(await embeddedUrl(appUrl, shop, sessionToken)), {
        headers: { "User-Agent": USER_AGENT, Accept: "text/html" },
      }),
    submit: async (shop, path, fields) => {
      const headers = { Authorization: `Bearer ${await sessionToken(shop)}`, "User-Agent": USER_AGENT, Accept: "text/html" };
      await call("A form in", shop, new URL(path, appUrl), { method: "POST", headers, body: new URLSearchParams(fields) });
    },
  };
}

async function embeddedUrl(
  appUrl: string,
  shop: string,
  sessionToken: (shop: string) => Promise<string> | string,
): Promise<string> {
  const host = Buffer.from(`admin.shopify.com/store/${shop.replace(".myshopify.com", "")}`)
    .toString("base64")
    .replace(/=+$/, "");
  const query = new URLSearchParams({ embedded: "1", shop, host, locale: "de", id_token: await sessionToken(shop) });
  return `${appUrl}/app?${query.toString()}`;
}

function plainText(body: string): string {
  return body
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .slice(0, 400);
}
