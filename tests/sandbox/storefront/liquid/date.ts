import type { Context, Liquid } from "liquidjs";

import { parseInstant } from "../../lib/time.ts";
import { text } from "./filters.ts";

/**
 * Shopify's `date`, as far as the extension needs it: "now" or an ISO instant as seconds since 1970 (`%s`). Names of months and the order of their
 * parts are the extension's own, because Shopify's depend on the theme. @throws Error for another format
 */
export function registerDate(engine: Liquid): void {
  engine.registerFilter("date", function (this: { context: Context }, value: unknown, format: unknown) {
    if (text(format) !== "%s") throw new Error(`The sandbox has no date format ${text(format)}`);
    const instant = text(value) === "now" ? (this.context.getSync(["sandbox_now"]) as Date) : parseInstant(text(value));
    return String(Math.floor(instant.getTime() / 1_000));
  });
}
