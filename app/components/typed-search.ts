import { useEffect, useRef, useState } from "react";

const TYPING_MS = 300;

/** What is typed goes into the address after a short rest; an address that changes otherwise (back, links) changes what is typed. */
export function useTypedSearch(current: string, search: (value: string) => void): [string, (value: string) => void] {
  const [typed, setTyped] = useState(current);
  const sent = useRef(current);
  const send = useRef(search);
  useEffect(() => {
    send.current = search;
  });
  useEffect(() => {
    if (current !== sent.current) {
      sent.current = current;
      setTyped(current);
    }
  }, [current]);
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed.trim();
      send.current(sent.current);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}
