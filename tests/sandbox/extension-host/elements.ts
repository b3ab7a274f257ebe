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

/** Those that our extensions use, of https://shopify.dev/docs/api/customer-account-ui-extensions/2026-07/polaris-web-components */
export const ELEMENTS: Record<string, ElementKind> = {
  "s-badge": kind(texts("color", "tone", "size")),
  "s-banner": kind({ ...texts("heading", "tone"), ...flags("dismissible") }, ["dismiss"]),
  "s-button": kind(
    {
      ...texts("accessibilityLabel", "command", "commandFor", "href", "target", "tone", "type", "variant"),
      ...flags("disabled", "loading"),
    },
    ["click"],
  ),
  "s-clipboard-item": kind(texts("text"), ["copy", "copyerror"]),
  "s-details": kind(flags("defaultOpen", "open"), ["toggle"]),
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
  "s-progress": kind({ ...texts("accessibilityLabel", "tone"), ...numbers("value", "max") }),
  "s-section": kind(texts("accessibilityLabel", "heading")),
  "s-select": kind({ ...texts("label", "name", "value", "error"), ...flags("disabled", "required") }, ["change"]),
  "s-skeleton-paragraph": kind(),
  "s-stack": kind(
    texts("accessibilityLabel", "accessibilityRole", "alignItems", "direction", "gap", "justifyContent", "padding"),
  ),
  "s-summary": kind(),
  "s-text": kind(texts("color", "tone", "type")),
  "s-text-field": kind(
    { ...texts("label", "name", "value", "error", "autocomplete"), ...numbers("maxLength"), ...flags("disabled", "required") },
    ["change", "input"],
  ),
  "s-unordered-list": kind(),
};
