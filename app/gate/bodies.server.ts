import type { RequestHandler } from "express";

import { answer } from "../refusals.server.ts";
import { to } from "../pages.ts";

/** More than any form of ours has. */
export const MOST_BYTES = 1024 * 1024;
/** Their routes count what they read, and say in words that a file is too long. */
const COUNT_THEMSELVES = new Set([
  to("imports"),
  `${to("imports")}.data`,
  to("reviewImport"),
  `${to("reviewImport")}.data`,
  "/proxy/review",
]);
/** A form with photos; what else is posted to a link of an email is counted there, too. */
const LINK = /^\/proxy\/r\/[^/]+$/;

/** What a route hears that reads a body which goes on beyond the limit. */
class TooLongError extends Error {
  override name = "TooLongError";
}

/**
 * Ends a request whose body is longer than it may be, by the bytes that come and not by what it says of itself: 413, and what still comes runs into
 * the void, so that the sender can read the answer. Nothing is read ahead: until a route reads, the sender waits.
 */
export const limitBodies: RequestHandler = (request, response, next) => {
  if (request.method === "GET" || request.method === "HEAD" || COUNT_THEMSELVES.has(request.path) || LINK.test(request.path)) {
    next();
    return;
  }
  if (Number(request.get("Content-Length") ?? 0) > MOST_BYTES) {
    request.resume();
    answer(response, 413);
    return;
  }
  let length = 0;
  const count = (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MOST_BYTES) return;
    request.removeAllListeners("data");
    if (!response.headersSent) answer(response, 413);
    request.emit("error", new TooLongError("The body is too long"));
    request.resume();
  };
  // Without a listener of its own, an error would end the process. Paused, a listener does not make the body flow.
  request.on("error", () => {});
  request.pause().on("data", count);
  // What nobody has read runs into the void, or the next request on this connection would wait for it.
  response.once("finish", () => request.removeAllListeners("data").resume());
  next();
};
