import { html, raw } from "./html.ts";
import { appIcon } from "./icons.ts";
import { layout } from "./layout.ts";
import type { View } from "./view.ts";

/** The frame may speak before the shell's modules have arrived; they take up what was said. */
const EARLY =
  "window.heardEarly = []; window.hearEarly = (event) => heardEarly.push(event); addEventListener('message', hearEarly);";

/** The page that holds the app: its title bar and the frame, opened at the path that the address bar names. */
export function appPage(view: View, path: string, idToken: string): string {
  const body = html`<script>
      ${raw(EARLY)};
    </script>
    <div class="title-bar">
      ${appIcon}<span id="breadcrumb"></span>
      <h1 id="app-title">Reprise</h1>
      <div id="title-actions" class="title-actions"></div>
    </div>
    <iframe
      id="app-frame"
      name="app-iframe"
      title="Reprise"
      src="${frameAddress(view, path, idToken)}"
      allow="clipboard-write"
    ></iframe>`;
  return layout(view, { title: "Reprise", section: "app", body, bodyClass: "with-app" });
}

/** The first address of an embedded document, with what Shopify adds to it. */
function frameAddress(view: View, path: string, idToken: string): string {
  const url = new URL(path, view.config.appUrl);
  url.searchParams.set("embedded", "1");
  url.searchParams.set("shop", view.shop.domain);
  url.searchParams.set("host", Buffer.from(`admin.shopify.com/store/${view.name}`).toString("base64").replace(/=+$/, ""));
  url.searchParams.set("locale", view.locale);
  url.searchParams.set("id_token", idToken);
  return url.href;
}
