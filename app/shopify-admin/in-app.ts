/** The address of one of the app's pages, for a link on Shopify's own: `app:` stands for the app. */
export function inApp(path: string): string {
  return `app:${path.replace(/^\//, "")}`;
}
