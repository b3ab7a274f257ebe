import { useEffect, useRef } from "react";

/** Tells the outcome of an action once for each answer, however often the page is rendered; the answer that is there at first is old news. */
export function useTellOnce<Answer>(answer: Answer | undefined, tell: (answer: Answer) => void): void {
  const told = useRef(answer);
  useEffect(() => {
    if (answer === undefined || answer === told.current) return;
    told.current = answer;
    tell(answer);
  }, [answer, tell]);
}
