/** An element of Shopify's for extensions of the customer account: what an extension may set on it, and what it hears of. */
export type ElementKind = { properties: Record<string, PropertyKind>; events: readonly string[] };
type PropertyKind = "string" | "number" | "boolean";

const texts = (...names: string[]): Record<string, PropertyKind> => Object.fromEntries(names.map((name) => [name, "string"]));
const flags = (...names: string[]): Record<string, PropertyKind> => Object.fromEntries(names.map((name) => [name, "boolean"]));
const numbers = (...names: string[]): Record<string, PropertyKind> => Object.fromEntries(names.map((name) => [name, "number"]));
const kind = (properties: Record<string, PropertyKind> = {}, events: readonly string[] = []): ElementKind => ({
  properties: { id: "string", ...properties },
  events,
});

/** Those that our extensions for shoppers use, of https://shopify.dev/docs/api/customer-account-ui-extensions/2026-07/polaris-web-components */
const FOR_SHOPPERS: Record<string, ElementKind> = {
  "s-badge": kind(texts("color", "tone", "size")),
  "s-banner": kind({ ...texts("heading", "tone"), ...flags("dismissible") }, ["dismiss"]),
  "s-button": kind(
    {
      ...texts("accessibilityLabel", "command", "commandFor", "href", "target", "tone", "type", "variant"),
      ...flags("disabled", "loading"),
    },
    ["click"],
  ),
  "s-checkbox": kind({ ...texts("label", "name", "value", "error"), ...flags("checked", "disabled", "required") }, ["change"]),
  "s-clipboard-item": kind(texts("text"), ["copy", "copyerror"]),
  "s-details": kind(flags("defaultOpen", "open"), ["toggle"]),
  "s-email-field": kind({ ...texts("label", "name", "value", "error", "autocomplete"), ...flags("disabled", "required") }, [
    "change",
    "input",
  ]),
  "s-heading": kind(),
  "s-link": kind(texts("accessibilityLabel", "href", "target", "tone"), ["click"]),
  "s-list-item": kind(),
  "s-number-field": kind(
    { ...texts("label", "name", "value", "error"), ...numbers("min", "max", "step"), ...flags("disabled", "required") },
    ["change", "input"],
  ),
  "s-option": kind({ ...texts("value"), ...flags("disabled", "selected") }),
  "s-page": kind(texts("heading", "subheading")),
  "s-paragraph": kind(texts("color", "tone", "type")),
  "s-product-thumbnail": kind(texts("src", "alt", "size")),
  "s-progress": kind({ ...texts("accessibilityLabel", "tone"), ...numbers("value", "max") }),
  "s-section": kind(texts("accessibilityLabel", "heading")),
  "s-select": kind({ ...texts("label", "name", "value", "error"), ...flags("disabled", "required") }, ["change"]),
  "s-skeleton-paragraph": kind(),
  "s-stack": kind(
    texts("accessibilityLabel", "accessibilityRole", "alignItems", "direction", "gap", "justifyContent", "padding"),
  ),
  "s-summary": kind(),
  "s-text": kind(texts("color", "tone", "type")),
  "s-text-area": kind(
    { ...texts("label", "name", "value", "error"), ...numbers("rows", "maxLength"), ...flags("disabled", "required") },
    ["change", "input"],
  ),
  "s-text-field": kind(
    {
      ...texts("label", "name", "value", "error", "autocomplete"),
      ...numbers("maxLength"),
      ...flags("disabled", "readOnly", "required"),
    },
    ["change", "input"],
  ),
  "s-unordered-list": kind(),
};

/** Those that our blocks and actions in the admin use, of https://shopify.dev/docs/api/admin-extensions/2026-07/web-components */
const FOR_MERCHANTS: Record<string, ElementKind> = {
  "s-admin-action": kind({ ...texts("heading"), ...flags("loading") }),
  "s-admin-block": kind(texts("heading", "collapsedSummary")),
  "s-badge": kind(texts("color", "tone", "size")),
  "s-button": kind(
    {
      ...texts("accessibilityLabel", "command", "commandFor", "href", "target", "tone", "type", "variant"),
      ...flags("disabled", "loading"),
    },
    ["click"],
  ),
  "s-checkbox": kind({ ...texts("label", "name", "value", "details", "error"), ...flags("checked", "disabled") }, ["change"]),
  "s-link": kind(texts("accessibilityLabel", "href", "target", "tone"), ["click"]),
  "s-paragraph": kind(texts("color", "tone", "type")),
  "s-section": kind(texts("accessibilityLabel", "heading")),
  "s-spinner": kind(texts("accessibilityLabel", "size")),
  "s-stack": kind(
    texts("accessibilityLabel", "accessibilityRole", "alignItems", "direction", "gap", "justifyContent", "padding"),
  ),
  "s-table": kind(texts("variant")),
  "s-table-body": kind(),
  "s-table-cell": kind(),
  "s-table-header": kind(texts("format", "listSlot")),
  "s-table-header-row": kind(),
  "s-table-row": kind(),
  "s-text": kind(texts("color", "tone", "type")),
  "s-text-field": kind(
    { ...texts("label", "name", "value", "details", "error", "autocomplete"), ...numbers("maxLength"), ...flags("disabled") },
    ["change", "input"],
  ),
};

/** Those that our extension at the till uses, of https://shopify.dev/docs/api/pos-ui-extensions/2026-07/web-components */
const FOR_TILLS: Record<string, ElementKind> = {
  "s-badge": kind(texts("tone")),
  "s-banner": kind({ ...texts("heading", "tone"), ...flags("hidden") }),
  "s-button": kind({ ...texts("command", "commandFor", "tone", "variant"), ...flags("disabled", "loading") }, ["click"]),
  "s-clickable": kind(flags("disabled"), ["click"]),
  "s-number-field": kind(
    {
      ...texts("label", "details", "value", "placeholder", "error", "inputMode", "controls"),
      ...{ ...numbers("min", "max"), ...flags("disabled", "required") },
    },
    ["input", "change", "blur", "focus"],
  ),
  "s-page": kind(texts("heading", "subheading")),
  "s-pos-block": kind(texts("heading")),
  "s-scroll-box": kind(texts("padding")),
  "s-search-field": kind({ ...texts("placeholder", "value"), ...flags("disabled") }, ["input", "change", "blur", "focus"]),
  "s-section": kind(texts("heading")),
  "s-spinner": kind(texts("accessibilityLabel")),
  "s-stack": kind(texts("alignItems", "direction", "gap", "justifyContent", "padding")),
  "s-text": kind(texts("color", "tone", "type")),
  "s-tile": kind({ ...texts("heading", "subheading", "tone"), ...numbers("itemCount"), ...flags("disabled") }, ["click"]),
};

const only = (...names: string[]) => Object.fromEntries(Object.entries(FOR_TILLS).filter(([name]) => names.includes(name)));

/** What an extension may draw with. At the till a tile is all of its place, and a block holds but a few. */
export function elementsFor(target: string): Record<string, ElementKind> {
  if (target === "pos.home.tile.render") return only("s-tile");
  if (target.startsWith("pos.") && target.endsWith(".block.render"))
    return only("s-pos-block", "s-badge", "s-button", "s-section", "s-stack", "s-text");
  if (target.startsWith("pos.")) return FOR_TILLS;
  return target.startsWith("admin.") ? FOR_MERCHANTS : FOR_SHOPPERS;
}
