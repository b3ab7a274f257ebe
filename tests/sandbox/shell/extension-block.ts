import { extensionIn, HOST } from "../extension-host/pages.ts";
import { html, type Html } from "./html.ts";
import type { View } from "./view.ts";

/** The place of an app's block on a page of the admin; nothing where the app is not installed. @param id of what the page shows, as Shopify's global id */
export function extensionBlock(view: View, target: string, id: string): Html | false {
  if (!view.shop.installed) return false;
  const place = { given: { data: { selected: [{ id }] } }, ask: `${view.base}/extensions/ask` };
  return html`<script type="module" src="${HOST}/host.js"></script>
    ${extensionIn(target, view.locale, place)}`;
}
