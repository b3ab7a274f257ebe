import type { RequestHandler, Response } from "express";

import { answerHeaders } from "./answer-headers.ts";

/** Completes each answer's headers in the moment in which they leave, when everybody who has something to say has said it. */
export const completeHeaders: RequestHandler = (request, response, next) => {
  const { path } = request;
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
  response.writeHead = (...head: unknown[]) => {
    const said = {
      contentType: textOf(response, "Content-Type"),
      cacheControl: textOf(response, "Cache-Control"),
      policy: textOf(response, "Content-Security-Policy"),
      referrer: textOf(response, "Referrer-Policy"),
    };
    for (const [name, value] of Object.entries(answerHeaders(path, said))) response.setHeader(name, value);
    return writeHead(...head);
  };
  next();
};

function textOf(response: Response, name: string): string {
  const value = response.getHeader(name);
  return Array.isArray(value) ? value.join("; ") : String(value ?? "");
}
