import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { declaredScopes } from "../scopes.ts";
import { html } from "./html.ts";
import { appIcon } from "./icons.ts";
import { layout } from "./layout.ts";
import type { View } from "./view.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The page of installed apps: what the app may do, open it, remove it, install it again. */
export function appsPage(view: View): string {
  const { texts, shop, base } = view;
  const scopes = shop.installed ? shop.installedScopes : declaredScopes().required;
  const body = html`<div class="page">
    <h1>${texts.apps}</h1>
    <section class="card" aria-labelledby="reprise">
      <h2 id="reprise" class="with-picture">${appIcon}Reprise</h2>
      <p>${shop.installed ? texts.installed : texts.notInstalled}</p>
      <h3>${texts.scopes}</h3>
      <p>${scopes.map((scope) => html`<span class="badge">${scope}</span> `)}</p>
      <div class="buttons">
        ${
          shop.installed
            ? html`<a class="button primary" href="${base}/apps/reprise">${texts.openApp}</a>
                <form method="post" action="${base}/apps/uninstall"><button class="critical">${texts.uninstall}</button></form>`
            : html`<form method="post" action="${base}/apps/install"><button class="primary">${texts.install}</button></form>`
        }
      </div>
      <p class="quiet">${shop.installed ? texts.uninstallHint : texts.installHint}</p>
    </section>
  </div>`;
  return layout(view, { title: texts.apps, section: null, body });
}

type Activation = {
  handle: string;
  name: string;
  target: string;
  status: "active";
  activations: { target: string; themeId: string }[];
};

/** What `shopify.app.extensions()` tells: the blocks of the theme extension, all of which the storefront's theme shows. */
export function themeExtensions(): { handle: string; type: "theme_app_extension"; activations: Activation[] }[] {
  return readNames(join(ROOT, "extensions")).flatMap((handle) => {
    const blocks = readNames(join(ROOT, "extensions", handle, "blocks")).filter((file) => file.endsWith(".liquid"));
    if (blocks.length === 0) return [];
    const activations = blocks.map((file) => activation(join(ROOT, "extensions", handle, "blocks", file)));
    return [{ handle, type: "theme_app_extension" as const, activations }];
  });
}

function activation(path: string): Activation {
  const source = readFileSync(path, "utf8");
  const schema = JSON.parse(/\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema/.exec(source)?.[1] ?? "{}") as {
    name?: string;
    target?: string;
  };
  const [handle, target] = [basename(path, ".liquid"), schema.target ?? "section"];
  const placed = {
    target: target === "section" ? `template--sandbox/main/${handle}` : `theme/${target}/${handle}`,
    themeId: "gid://shopify/OnlineStoreTheme/1",
  };
  return { handle, name: schema.name ?? handle, target, status: "active", activations: [placed] };
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
