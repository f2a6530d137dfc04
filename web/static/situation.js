// The situation room's board as it changes. Without this the page asks by itself every half minute.
"use strict";
(() => {
  const place = document.querySelector("[data-live]");
  if (!place || !window.EventSource) return;
  const AGAIN_MS = 30000;
  const poll = place.dataset.poll;
  let source = null;

  const put = (board) => {
    // who stands on a link of the board goes on standing on it
    const at = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    place.innerHTML = board;
    if (at) Array.from(place.querySelectorAll("a")).find((one) => one.getAttribute("href") === at)?.focus();
  };
  const close = () => { source?.close(); source = null; place.dataset.poll = poll; };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(place.dataset.live);
    source.addEventListener("board", (event) => { delete place.dataset.poll; put(event.data); });
    source.addEventListener("over", () => { close(); location.reload(); });
    source.addEventListener("full", close);
    source.addEventListener("error", () => {
      if (source && source.readyState === EventSource.CLOSED) { close(); setTimeout(open, AGAIN_MS); }
    });
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
  open();
})();
