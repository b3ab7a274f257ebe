import type { Home } from "./home.server.ts";

/** What asks something of the merchant. A problem keeps the program from doing what it should; the rest waits for a word of theirs. */
export type ToDo = { key: ToDoKey; problem: boolean; count: number };
export type ToDoKey =
  | ("comparison" | "webhooks" | "receivers" | "held" | "consents" | "owed")
  | ("state" | "accounts" | "sender" | "claims" | "referrals");

type Facts = Pick<
  Home,
  | "comparisonFailing"
  | "problems"
  | "receiversStopped"
  | "mailsHeld"
  | "consentsUntold"
  | "rewardsOwed"
  | "senderWaiting"
  | "claimsWaiting"
  | "referralsWaiting"
  | "program"
  | "guideDismissedAt"
  | "lacksAccountPages"
>;

/** Problems first, the gravest on top. */
export function toDoOf(home: Facts): ToDo[] {
  const all: ToDo[] = [
    { key: "comparison", problem: true, count: Number(home.comparisonFailing) },
    { key: "webhooks", problem: true, count: home.problems },
    { key: "receivers", problem: true, count: home.receiversStopped },
    { key: "held", problem: true, count: home.mailsHeld },
    { key: "consents", problem: true, count: home.consentsUntold },
    { key: "owed", problem: true, count: home.rewardsOwed },
    { key: "state", problem: false, count: Number(!isStateTold(home)) },
    // While the guide is open, it says so.
    { key: "accounts", problem: false, count: Number(home.lacksAccountPages && home.guideDismissedAt !== null) },
    { key: "sender", problem: false, count: Number(home.senderWaiting !== null) },
    { key: "referrals", problem: false, count: home.referralsWaiting },
    { key: "claims", problem: false, count: home.claimsWaiting },
  ];
  return all.filter(({ count }) => count > 0);
}

/** Live is as it should be; that it is not yet, the guide says as long as it is open. */
function isStateTold({ program: { state }, guideDismissedAt }: Facts): boolean {
  return state === "live" || (state === "setup" && guideDismissedAt === null);
}

/** So many lines leave room for the page's figures. */
const ROOM = 3;

/** What is seen at once: every problem, and of the rest what there is room for. */
export function foldToDo(list: readonly ToDo[]): { shown: ToDo[]; folded: ToDo[] } {
  const shown = list.filter(({ problem }, index) => problem || index < ROOM);
  const folded = list.filter((entry) => !shown.includes(entry));
  return { shown, folded };
}
