import { answering } from "../api/answer.server.ts";
import { readMembers } from "../api/operations/segments.server.ts";

export const loader = answering(readMembers);
export const action = answering(readMembers);
