// shopify.scopes: what the app may do in this shop, and the dialog in which the merchant grants more.
import { getJson, make, postJson, texts } from "./data.js";
import { showDialog } from "./dialogs.js";

export const queryScopes = () => getJson("scopes.json");

/** Only what the app's configuration declares as optional can be asked for; what is granted already is not asked for again. */
export async function requestScopes({ scopes }) {
  const detail = await queryScopes();
  const unknown = scopes.filter((scope) => !detail.optional.includes(scope) && !detail.required.includes(scope));
  if (unknown.length > 0) throw new Error(`These scopes are not declared as optional: ${unknown.join(", ")}`);
  const missing = scopes.filter((scope) => !detail.granted.includes(scope));
  if (missing.length === 0) return { result: "granted-all", detail };
  const list = make("ul", {}, ...missing.map((scope) => make("li", { textContent: scope })));
  const allowed = await showDialog({
    title: texts.grantTitle,
    body: make("div", {}, make("p", { textContent: texts.grantText }), list),
    buttons: [
      { label: texts.decline, value: false },
      { label: texts.grant, value: true, className: "primary" },
    ],
  });
  if (allowed !== true) return { result: "declined-all", detail };
  return { result: "granted-all", detail: await postJson("scopes/grant", { scopes: missing }) };
}

export async function revokeScopes({ scopes }) {
  const detail = await queryScopes();
  const kept = scopes.filter((scope) => !detail.optional.includes(scope));
  if (kept.length > 0) throw new Error(`These scopes are not optional: ${kept.join(", ")}`);
  return { detail: await postJson("scopes/revoke", { scopes }) };
}
