/**
 * A reader of pain.001.001.09 as a bank's: it knows the schema's order of elements, counts and adds up for itself, and shares nothing with what writes the file.
 * Rules: ISO 20022 pain.001.001.09, EPC132-08.
 */
type Node = { name: string; children: Node[]; text: string };

/** Elements in their order; "?" may be missing, "+" may come again. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  Document: ["CstmrCdtTrfInitn"],
  CstmrCdtTrfInitn: ["GrpHdr", "PmtInf"],
  GrpHdr: ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"],
  InitgPty: ["Nm"],
  PmtInf: [
    ...["PmtInfId", "PmtMtd", "BtchBookg?", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt"],
    ...["UltmtDbtr?", "ChrgBr", "CdtTrfTxInf+"],
  ],
  PmtTpInf: ["SvcLvl"],
  SvcLvl: ["Cd"],
  ReqdExctnDt: ["Dt"],
  Dbtr: ["Nm"],
  DbtrAcct: ["Id"],
  CdtrAcct: ["Id"],
  DbtrAgt: ["FinInstnId"],
  CdtrAgt: ["FinInstnId"],
  FinInstnId: ["BICFI?", "Othr?"],
  CdtTrfTxInf: ["PmtId", "Amt", "CdtrAgt?", "Cdtr", "CdtrAcct", "RmtInf?"],
  PmtId: ["EndToEndId"],
  Amt: ["InstdAmt"],
  Cdtr: ["Nm", "PstlAdr?"],
  PstlAdr: ["StrtNm?", "PstCd?", "TwnNm", "Ctry"],
  RmtInf: ["Ustrd"],
};
const LENGTH: Readonly<Record<string, number>> = {
  ...{ MsgId: 35, PmtInfId: 35, EndToEndId: 35, Nm: 70, StrtNm: 70, PstCd: 16, TwnNm: 35, Ustrd: 140 },
};
const SHAPE: Readonly<Record<string, RegExp>> = {
  CreDtTm: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  Dt: /^\d{4}-\d\d-\d\d$/,
  PmtMtd: /^TRF$/,
  Cd: /^SEPA$/,
  ChrgBr: /^SLEV$/,
  NbOfTxs: /^\d{1,15}$/,
  CtrlSum: /^\d{1,15}\.\d\d$/,
  InstdAmt: /^\d{1,9}\.\d\d$/,
  BICFI: /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/,
  Ctry: /^[A-Z]{2}$/,
};

export type Payment = { amount: string; iban: string; name: string; purpose: string };

export function readSepa(xml: string): { problems: string[]; payments: Payment[]; debtor: string } {
  const problems: string[] = [];
  const root = parse(xml, problems);
  if (root === null) return { problems, payments: [], debtor: "" };
  if (!xml.includes('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">')) problems.push("namespace");
  check(root, problems);
  const transfers = all(root, "CdtTrfTxInf");
  const cents = transfers.reduce((sum, one) => sum + BigInt(textOf(one, "InstdAmt").replace(".", "") || "0"), 0n);
  for (const sum of all(root, "CtrlSum")) if (BigInt(sum.text.replace(".", "")) !== cents) problems.push(`sum ${sum.text}`);
  for (const count of all(root, "NbOfTxs")) if (Number(count.text) !== transfers.length) problems.push(`count ${count.text}`);
  for (const { text } of all(root, "IBAN")) if (!isIban(text)) problems.push(`IBAN ${text}`);
  if (!/<InstdAmt Ccy="EUR">/.test(xml)) problems.push("currency");
  return {
    problems,
    debtor: textOf(all(root, "DbtrAcct")[0] ?? root, "IBAN"),
    payments: transfers.map((one) => ({
      ...{ amount: textOf(one, "InstdAmt"), iban: textOf(one, "IBAN"), name: textOf(one, "Nm"), purpose: textOf(one, "Ustrd") },
    })),
  };
}

function parse(xml: string, problems: string[]): Node | null {
  const top: Node = { name: "", children: [], text: "" };
  const open = [top];
  let read = 0;
  for (const token of xml.replace(/^<\?xml[^>]*\?>\s*/, "").matchAll(/<(\/?)([A-Za-z]+)([^<>]*)>|([^<>]+)/g)) {
    const [whole, closing, name = "", , text] = token;
    read += whole.length;
    const current = open.at(-1) ?? top;
    if (text !== undefined) current.text += text;
    else if (closing === "/") {
      if (open.pop()?.name !== name) problems.push(`closing ${name}`);
    } else {
      const node = { name, children: [], text: "" };
      current.children.push(node);
      open.push(node);
    }
  }
  if (open.length !== 1 || read !== xml.replace(/^<\?xml[^>]*\?>\s*/, "").length) problems.push("not well formed");
  return top.children[0] ?? null;
}

function check(node: Node, problems: string[]): void {
  const wanted = node.name === "Id" && node.children.length > 0 ? ["IBAN"] : CHILDREN[node.name];
  if (wanted !== undefined) {
    const pattern = wanted.map((one) => `(?:${one.replace(/[?+]/, "")},)${/[?+]/.exec(one)?.[0] ?? ""}`).join("");
    if (!new RegExp(`^${pattern}$`).test(node.children.map(({ name }) => `${name},`).join("")))
      problems.push(`order in ${node.name}`);
  } else if (node.name !== "Othr") {
    const text = node.text.replaceAll("&apos;", "'");
    if (node.children.length > 0) problems.push(`unknown ${node.name}`);
    if (text === "" || text.length > (LENGTH[node.name] ?? 1_000)) problems.push(`length of ${node.name}`);
    if (!/^[A-Za-z0-9/\-?:().,'+ ]+$/.test(text)) problems.push(`characters of ${node.name}`);
    if (SHAPE[node.name]?.test(text) === false) problems.push(`shape of ${node.name}`);
    if (LENGTH[node.name] !== undefined && /^\/|\/$|\/\//.test(text)) problems.push(`slashes of ${node.name}`);
  }
  for (const child of node.children) check(child, problems);
}

function all(node: Node, name: string): Node[] {
  return [...(node.name === name ? [node] : []), ...node.children.flatMap((child) => all(child, name))];
}

function textOf(node: Node, name: string): string {
  return all(node, name)[0]?.text ?? "";
}

/** Digit by digit, as a bank's machine does it. */
function isIban(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 55;
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1 && /^[A-Z]{2}\d\d[A-Z0-9]{10,30}$/.test(iban);
}
