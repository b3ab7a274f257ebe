import type { IncomingMessage } from "node:http";

/**
 * The whole body, unless it is longer than `maxBytes`: then nothing of it is kept, and what still comes runs into the void, so that the sender can
 * read the answer on a connection that is not torn down under it. "aborted": the sender went away before the end.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too-large" | "aborted"> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
    request.on("error", () => {}).resume();
    return Promise.resolve("too-large");
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (result: Buffer | "too-large" | "aborted") => {
      request.off("data", onData).off("end", onEnd).off("close", onClose);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      finish("too-large");
      request.resume();
    };
    const onEnd = () => finish(Buffer.concat(chunks, length));
    const onClose = () => finish("aborted");
    // A broken connection is reported by "close" too; without a listener "error" would end the process.
    request.on("error", () => {});
    request.on("data", onData).on("end", onEnd).on("close", onClose);
  });
}
