import { extensionIn, HOST } from "../extension-host/pages.ts";
import { html, type Html } from "./html.ts";
import type { View } from "./view.ts";

/** The place of an app's block or action on a page of the admin; nothing where the app is not installed. @param ids of what the page shows or has selected, as Shopify's global ids */
export function extensionBlock(view: View, target: string, ...ids: readonly string[]): Html | false {
  if (!view.shop.installed) return false;
  const place = { given: { data: { selected: ids.map((id) => ({ id })) } }, ask: `${view.base}/extensions/ask` };
  return html`<script type="module" src="${HOST}/host.js"></script>
    ${extensionIn(target, view.locale, place)}`;
}
