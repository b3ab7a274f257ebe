import { answering } from "../api/answer.server.ts";
import { readReferrals } from "../api/operations/referrals.server.ts";

export const loader = answering(readReferrals);
export const action = answering(readReferrals);
