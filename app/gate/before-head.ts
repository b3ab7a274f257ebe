import type { Response } from "express";

/** Does something in the moment in which an answer leaves, when everybody who has something to say has said it. It may still change status and headers. */
export function beforeHead(response: Response, work: () => void): void {
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
  response.writeHead = (...[status, ...more]: unknown[]) => {
    const { statusCode } = response;
    work();
    return writeHead(response.statusCode === statusCode ? status : response.statusCode, ...more);
  };
}
