import type { GroupKind } from "../content/terms.ts";

/** What systems call themselves; null: there is no name to say. */
export const systemNames: Record<GroupKind, string | null> = {
  discord: "Discord",
  circle: "Circle",
  mighty: "Mighty Networks",
  facebook: "Facebook",
  other: null,
  council: null,
};
