import { answering } from "../api/answer.server.ts";
import { readSegments } from "../api/operations/segments.server.ts";

export const loader = answering(readSegments);
export const action = answering(readSegments);
