import type { Person } from "../../points/adjusting/adjust-many.server.ts";
import { useT } from "../locale.tsx";

/** How a person is called where a name is wanted: their name, else their address. */
export function usePersonName(): (person: Pick<Person, "firstName" | "lastName" | "email">) => string {
  const t = useT();
  return ({ firstName, lastName, email }) =>
    [firstName, lastName].filter(Boolean).join(" ") || (email ?? t("pointsTools.nameless"));
}
