import { useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR_PX = 48;

/** Keeps a scrolling element at its end while the person is there, and leaves it alone while they read further up. */
export function useStickToEnd<T extends HTMLElement>() {
  const ref = useRef<T>(null);
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const onScroll = () => {
      following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      setAtEnd(following.current);
    };
    const follow = () => {
      if (following.current) element.scrollTop = element.scrollHeight;
    };
    const content = new MutationObserver(follow);
    const box = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(follow);
    element.addEventListener("scroll", onScroll, { passive: true });
    content.observe(element, { childList: true, subtree: true, characterData: true });
    box?.observe(element);
    follow();
    return () => {
      element.removeEventListener("scroll", onScroll);
      content.disconnect();
      box?.disconnect();
    };
  }, []);

  const toEnd = () => {
    following.current = true;
    const element = ref.current;
    if (element) element.scrollTop = element.scrollHeight;
    setAtEnd(true);
  };
  return { ref, atEnd, toEnd };
}
