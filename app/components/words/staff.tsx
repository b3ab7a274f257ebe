import { createContext, useContext, type ReactNode } from "react";

import { userIn, type Staff } from "../../shops/staff/staff.ts";
import { useT } from "../locale.tsx";

const StaffContext = createContext<Staff>({});

/** Hands the names of the shop's staff to whatever says who did something. */
export function StaffProvider({ staff, children }: { staff: Staff; children: ReactNode }) {
  return <StaffContext.Provider value={staff}>{children}</StaffContext.Provider>;
}

/** Who did something, by name; who is not known by name, by their number. Null for what nobody of the team did. */
export function useMember(): (actor: string | null) => string | null {
  const t = useT();
  const staff = useContext(StaffContext);
  return (actor) => {
    const user = userIn(actor);
    return user === null ? null : (staff[user] ?? t("common.teamMember", { user }));
  };
}
