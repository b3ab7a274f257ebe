import type { SwitchedKey } from "../../messages/templates/registry.ts";
import type { Trigger } from "./schema.ts";

/** The email of the settings that tells the same news as emails of a flow with this trigger, so that customers do not get it twice; null: there is none. */
export function emailWithSameNews(trigger: Pick<Trigger, "kind"> & { event?: string | undefined }): SwitchedKey | null {
  switch (trigger.kind) {
    case "points-expiring":
    case "tier-at-risk":
      return trigger.kind;
    case "event":
      return trigger.event === "tier-reached" ? "tier-reached" : null;
    case "lapsed":
    case "birthday":
    case "anniversary":
    case "due":
      return null;
  }
}
