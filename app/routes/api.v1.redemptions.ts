import { answering } from "../api/answer.server.ts";
import { readRedemptions } from "../api/operations/redemptions.server.ts";

export const loader = answering(readRedemptions);
export const action = answering(readRedemptions);
