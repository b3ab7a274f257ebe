import { answering } from "../api/answer.server.ts";
import { readRedemption } from "../api/operations/redemptions.server.ts";

export const loader = answering(readRedemption);
export const action = answering(readRedemption);
