import { answering } from "../api/answer.server.ts";
import { readRewards } from "../api/operations/rewards.server.ts";

export const loader = answering(readRewards);
export const action = answering(readRewards);
