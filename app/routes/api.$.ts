import { answerNothing } from "../api/answer.server.ts";

/** Whatever else is asked for below `/api` is not there, and the answer is like all of the API's. */
export const loader = answerNothing;
export const action = answerNothing;
