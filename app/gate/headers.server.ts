import type { RequestHandler, Response } from "express";

import { answerHeaders } from "./answer-headers.ts";
import { beforeHead } from "./before-head.ts";

/** Completes each answer's headers in the moment in which they leave. */
export const completeHeaders: RequestHandler = (request, response, next) => {
  const { path } = request;
  beforeHead(response, () => {
    const said = {
      contentType: textOf(response, "Content-Type"),
      cacheControl: textOf(response, "Cache-Control"),
      policy: textOf(response, "Content-Security-Policy"),
      referrer: textOf(response, "Referrer-Policy"),
    };
    for (const [name, value] of Object.entries(answerHeaders(path, said))) response.setHeader(name, value);
  });
  next();
};

function textOf(response: Response, name: string): string {
  const value = response.getHeader(name);
  return Array.isArray(value) ? value.join("; ") : String(value ?? "");
}
