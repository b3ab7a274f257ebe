import { answering } from "../api/answer.server.ts";
import { tellEvent } from "../api/operations/events.server.ts";

export const loader = answering(tellEvent);
export const action = answering(tellEvent);
