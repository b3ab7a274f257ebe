import { useEffect, useRef, type RefObject } from "react";

/**
 * Somebody who goes by keyboard presses a button, and it goes with what it stood in: then they would begin at the top of the page again. Where what had
 * the focus in an area is gone, it goes on to what stands there now. @param changed what takes buttons away when it changes @param next finds where to go on
 */
export function useKeptFocus<Area extends HTMLElement>(
  changed: unknown,
  next: (area: Area) => HTMLElement | null | undefined,
): RefObject<Area> {
  const area = useRef<Area>(null);
  const within = useRef(false);
  const find = useRef(next);
  find.current = next;
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const enter = () => {
      within.current = true;
    };
    // Who goes elsewhere says where to; what is taken away does not.
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget instanceof Node && !element.contains(relatedTarget)) within.current = false;
    };
    element.addEventListener("focusin", enter);
    element.addEventListener("focusout", leave);
    return () => {
      element.removeEventListener("focusin", enter);
      element.removeEventListener("focusout", leave);
    };
  }, []);
  useEffect(() => {
    if (area.current !== null && within.current && document.activeElement === document.body) find.current(area.current)?.focus();
  }, [changed]);
  return area;
}
