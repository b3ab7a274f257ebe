import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "smol-toml";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const tomlSchema = z.object({
  access_scopes: z.object({ scopes: z.string(), optional_scopes: z.array(z.string()).default([]) }),
});

/** What Shopify has granted to the stand-in's app on request; its operator has declared it since. */
const ON_REQUEST = ["read_all_orders", "write_gift_cards", "read_shopify_payments_disputes"];

/** The scopes of the app's configuration: an installation grants the required ones, and a merchant may grant the optional ones when the app asks. */
export function declaredScopes(): { required: string[]; optional: string[] } {
  const { access_scopes: declared } = tomlSchema.parse(parse(readFileSync(join(ROOT, "shopify.app.toml"), "utf8")));
  return {
    required: declared.scopes
      .split(",")
      .map((scope) => scope.trim())
      .filter((scope) => scope !== ""),
    optional: [...new Set([...declared.optional_scopes, ...ON_REQUEST])],
  };
}
