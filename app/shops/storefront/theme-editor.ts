/** Handles of the theme extension's blocks: the file names in its `blocks` folder. */
export type BlockHandle = "points" | "product-points" | "program";

/**
 * Opens the theme editor with a block of ours ready to be placed: an address that App Bridge takes into the admin around the app. Shopify
 * documents the parameters under "deep linking".
 */
export function addBlockUrl(apiKey: string, block: BlockHandle, template: "index" | "product" | "page"): string {
  const params = new URLSearchParams({
    template,
    addAppBlockId: `${apiKey}/${block}`,
    target: block === "product-points" ? "mainSection" : "newAppsSection",
  });
  return `shopify://admin/themes/current/editor?${params.toString()}`;
}

/** Opens the theme editor with an app embed of ours switched on and ready to be saved. */
export function activateEmbedUrl(apiKey: string, embed: "panel" | "visits"): string {
  const params = new URLSearchParams({ context: "apps", template: "index", activateAppId: `${apiKey}/${embed}` });
  return `shopify://admin/themes/current/editor?${params.toString()}`;
}

/** Opens the editor of the checkout at the page that thanks, with what apps have for it. */
export const THANKS_EDITOR_URL = "shopify://admin/settings/checkout/editor?page=thank-you&context=apps";

/** Opens the editor of Shopify's customer accounts, with what apps have for them. */
export const ACCOUNTS_EDITOR_URL = "shopify://admin/settings/checkout/editor?page=profile&context=apps";
