/**
 * The other side of the wire, as a process of its own: so many connections, each sending its next webhook as soon as the last one was answered.
 * Reads a `LoadOrder` from standard input and writes a `LoadReport` to standard output. Bare sockets, because the load shares the machine's
 * processors with what it measures.
 */
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";

export type LoadOrder = {
  port: number;
  seconds: number;
  connections: number;
  /** Header lines that are the same each time, and the body, sent as it is. */
  requests: { headers: Record<string, string>; body: string }[];
};
export type LoadReport = { answered: number; refused: number; ms: number; latencies: number[] };

const WARM_UP_MS = 1_500;

async function main(): Promise<void> {
  const order = JSON.parse(await text(process.stdin)) as LoadOrder;
  const prepared = order.requests.map(({ headers, body }) => ({ head: headOf(headers, body), body: Buffer.from(body) }));
  const began = performance.now();
  const measureFrom = began + WARM_UP_MS;
  const end = measureFrom + order.seconds * 1_000;
  const report: LoadReport = { answered: 0, refused: 0, ms: order.seconds * 1_000, latencies: [] };
  let sent = 0;

  const send = (socket: Socket): boolean => {
    if (performance.now() >= end) return false;
    const request = prepared[sent % prepared.length];
    if (request === undefined) throw new Error("Nothing to send");
    sent += 1;
    const head = `${request.head}x-shopify-webhook-id: w-${process.pid}-${sent}\r\nx-shopify-event-id: e-${process.pid}-${sent}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), request.body]));
    return true;
  };

  const converse = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port: order.port, noDelay: true });
      let sentAt = 0;
      let heard = "";
      const next = () => {
        sentAt = performance.now();
        if (send(socket)) return;
        socket.end();
        resolve();
      };
      socket.on("connect", next);
      socket.on("error", reject);
      socket.on("data", (chunk) => {
        heard += chunk.toString("latin1");
        if (!isWhole(heard)) return;
        const now = performance.now();
        if (now >= measureFrom && now < end) {
          if (heard.startsWith("HTTP/1.1 200")) report.answered += 1;
          else report.refused += 1;
          report.latencies.push(now - sentAt);
        }
        heard = "";
        next();
      });
    });

  await Promise.all(Array.from({ length: order.connections }, converse));
  process.stdout.write(JSON.stringify(report));
}

function headOf(headers: Record<string, string>, body: string): string {
  const lines = Object.entries({ host: "127.0.0.1", "content-length": String(Buffer.byteLength(body)), ...headers });
  return `POST /webhooks HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
}

function isWhole(heard: string): boolean {
  const headEnd = heard.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(heard)?.[1];
  if (length !== undefined) return heard.length >= headEnd + 4 + Number(length);
  return !/\r\ntransfer-encoding: chunked/i.test(heard) || heard.endsWith("0\r\n\r\n");
}

await main();
