import { PassThrough } from "node:stream";

import { createReadableStreamFromReadable, type AppLoadContext, type EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";

import { isTransient } from "./lib/database-errors.ts";
import { log } from "./log.server.ts";
import { addDocumentHeaders } from "./shopify.server.ts";

export const streamTimeout = 5_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  addDocumentHeaders(request, headers);
  const whole = isbot(request.headers.get("user-agent"));
  return new Promise((resolve, reject) => {
    let answered = false;
    let code = status;
    const answer = () => {
      answered = true;
      const body = new PassThrough();
      headers.set("Content-Type", "text/html; charset=utf-8");
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: code }));
      stream.pipe(body);
    };
    const stream = renderToPipeableStream(<RemixServer context={context} url={request.url} />, {
      ...(whole ? { onAllReady: answer } : { onShellReady: answer }),
      onShellError: reject,
      onError: (error) => {
        code = 500;
        // Errors before the shell reach onShellError and are reported there.
        if (answered) log().error({ error }, "rendering failed");
      },
    });
    setTimeout(stream.abort, streamTimeout + 1_000).unref();
  });
}

type Asked = { request: Request; context: AppLoadContext };

export function handleError(error: unknown, { request, context }: Asked): void {
  // Addresses and methods that do not exist are no failures of ours, and anybody may ask for them.
  if (isRouteErrorResponse(error) && error.status < 500) return;
  const outage = isTransient(error);
  if (outage) context.askAgain?.();
  if (request.signal.aborted) return;
  const { pathname: path } = new URL(request.url);
  if (outage) log().warn({ error, path }, "request to be asked again");
  else log().error({ error, path }, "request failed");
}
