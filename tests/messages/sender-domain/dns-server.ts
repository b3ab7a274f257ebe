import { createSocket } from "node:dgram";

/** By type and name; "silent" is never answered, "refused" is answered with an error, what is not there does not exist. */
export type Zone = Record<string, readonly string[] | "silent" | "refused">;

/** A DNS server on this machine that knows a zone: enough of RFC 1035 for TXT and MX. */
export async function startDns(zone: Zone): Promise<{ address: string; asked: string[]; stop: () => Promise<void> }> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString("latin1", at + 1, at + 1 + length));
      at += 1 + length;
    }
    const type = query.readUInt16BE(at + 1) === 16 ? "TXT" : "MX";
    const key = `${type} ${labels.join(".").toLowerCase()}`;
    asked.push(key);
    const found = Object.hasOwn(zone, key) ? zone[key] : undefined;
    if (found === "silent") return;
    const question = query.subarray(12, at + 5);
    const records = found === undefined || found === "refused" ? [] : found.map((text) => recordOf(type, text));
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (found === "refused" ? 5 : found === undefined ? 3 : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([header, question, ...records]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function recordOf(type: "TXT" | "MX", text: string): Buffer {
  const data = type === "TXT" ? Buffer.concat(strings(text)) : Buffer.concat([Buffer.from([0, 10]), name(text)]);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type === "TXT" ? 16 : 15, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** Of at most 255 bytes each; whoever reads puts them together. */
function strings(text: string): Buffer[] {
  const parts = text.match(/[\s\S]{1,255}/g) ?? [""];
  return parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part, "latin1")]));
}

function name(host: string): Buffer {
  const labels = host === "." ? [] : host.split(".");
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}
