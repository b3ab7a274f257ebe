import { manifest } from "../pixel-host/pages.ts";
import type { Shop } from "../world/types.ts";
import type { Context, Resolvers } from "./context.ts";
import { failure } from "./failures.ts";

type Input = { settings: unknown };

const refused = (code: string, message: string, field: string[] | null = null) => ({
  ...{ webPixel: null, deletedWebPixelId: null },
  userErrors: [{ __typename: "ErrorsWebPixelUserError", code, field, message }],
});
const view = ({ id, settings }: NonNullable<Shop["pixel"]>) => ({ __typename: "WebPixel", id, settings });

/** Shopify documents both scopes for pixels that hear of customers; the schema names only one of them. */
function requireEvents({ shop }: Context): void {
  if (shop.installedScopes.includes("read_customer_events")) return;
  throw failure("Access denied for webPixelCreate field. Required access: `read_customer_events` access scope.", "ACCESS_DENIED");
}

/** Settings as text or as JSON, of the fields that the extension's manifest has, each filled in. */
function settingsIn({ settings }: Input): Record<string, unknown> | ReturnType<typeof refused> {
  let read: unknown = settings;
  try {
    if (typeof settings === "string") read = JSON.parse(settings);
  } catch {
    return refused("INVALID_CONFIGURATION_JSON", "Settings must be valid JSON", ["settings"]);
  }
  const names = Object.keys(manifest.settings.fields);
  const isFit =
    typeof read === "object" &&
    read !== null &&
    Object.keys(read).every((name) => names.includes(name)) &&
    names.every(
      (name) => typeof (read as Record<string, unknown>)[name] === "string" && (read as Record<string, string>)[name] !== "",
    );
  return isFit ? (read as Record<string, unknown>) : refused("INVALID_SETTINGS", "Settings are invalid", ["settings"]);
}

const isRefusal = (made: object): made is ReturnType<typeof refused> => "userErrors" in made;

export const pixelMutations: Resolvers = {
  webPixelCreate: (_root, { webPixel }: { webPixel: Input }, context) => {
    requireEvents(context);
    const { shop, world } = context;
    const settings = settingsIn(webPixel);
    if (isRefusal(settings)) return settings;
    if (shop.pixel !== undefined) return refused("TAKEN", "Web pixel is already taken for this app");
    shop.pixel = { id: `gid://shopify/WebPixel/${world.nextId()}`, settings };
    return { webPixel: view(shop.pixel), userErrors: [] };
  },
  webPixelUpdate: (_root, { id, webPixel }: { id: string; webPixel: Input }, context) => {
    requireEvents(context);
    const { shop } = context;
    if (shop.pixel?.id !== id) return refused("NOT_FOUND", "Web pixel not found", ["id"]);
    const settings = settingsIn(webPixel);
    if (isRefusal(settings)) return settings;
    shop.pixel = { id, settings };
    return { webPixel: view(shop.pixel), userErrors: [] };
  },
  webPixelDelete: (_root, { id }: { id: string }, { shop }) => {
    if (shop.pixel?.id !== id) return refused("NOT_FOUND", "Web pixel not found", ["id"]);
    delete shop.pixel;
    return { deletedWebPixelId: id, userErrors: [] };
  },
};

/** The app's own pixel. @throws where there is none, as Shopify answers */
export function ownPixel({ shop }: Context, id: string | null | undefined) {
  if (shop.pixel === undefined || (id != null && id !== shop.pixel.id))
    throw failure("No web pixel was found for this app.", "RESOURCE_NOT_FOUND");
  return view(shop.pixel);
}
