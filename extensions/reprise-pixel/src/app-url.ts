/** Shopify's command line writes the address in when it bundles; which of the two it knows depends on the command. */
export function appUrl(): string {
  for (const read of [() => process.env.APP_URL, () => process.env.SHOPIFY_APP_URL]) {
    try {
      const address = read();
      if (address) return address.replace(/\/+$/, "");
    } catch {
      // Not written in, and a worker knows no environment.
    }
  }
  throw new Error("The pixel was bundled without the app's address");
}
