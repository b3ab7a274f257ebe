/** Handles of the theme extension's blocks: the file names in its `blocks` folder. */
export type BlockHandle = "points" | "product-points";

/** Opens the theme editor with a block of ours ready to be placed. Shopify documents the parameters under "deep linking". */
export function addBlockUrl(domain: string, apiKey: string, block: BlockHandle, template: "index" | "product"): string {
  const params = new URLSearchParams({
    template,
    addAppBlockId: `${apiKey}/${block}`,
    target: block === "points" ? "newAppsSection" : "mainSection",
  });
  return `https://${domain}/admin/themes/current/editor?${params.toString()}`;
}
