// Conveniences on top of pages that work without it. No state of its own, nothing kept in the browser.
"use strict";
(() => {
  const root = document.documentElement;
  const keysOn = () => root.dataset.keys !== "off";
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const isVisible = (element) => element.offsetParent !== null;

  // ---- a menu longer than its window begins where one is ----
  document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest" });

  // ---- counts: asked every 30 s, never from a hidden tab ----
  const POLL_MS = 30000;
  const poll = () => {
    if (document.hidden || !window.htmx) return;
    all("[data-poll]").forEach((element) => window.htmx.trigger(element, "hamkke:poll"));
  };
  setInterval(poll, POLL_MS);
  document.addEventListener("visibilitychange", poll);

  // ---- focus after a part of the page was exchanged ----
  const focusIn = (place) => {
    const wanted = place.matches?.("[data-focus]") ? place : place.querySelector?.("[data-focus]");
    if (!wanted) return;
    if (!wanted.hasAttribute("tabindex")) wanted.setAttribute("tabindex", "-1");
    wanted.focus();
  };
  const say = (text) => {
    const said = document.getElementById("said");
    if (!said || !text) return;
    said.textContent = text;
    setTimeout(() => { if (said.textContent === text) said.textContent = ""; }, 6000);
  };
  // ---- a table drawn as cards keeps saying that it is a table ----
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TH: "columnheader", TD: "cell" };
  const roles = () => all(".inbox-table, .inbox-table *").forEach((element) => {
    const role = element.scope === "rowgroup" ? "rowheader" : ROLES[element.tagName];
    if (role) element.setAttribute("role", role);
  });
  const settled = () => {
    roles();
    focusIn(document.getElementById("main") || document.body);
    all("[data-say]").forEach((element) => { say(element.dataset.say); element.removeAttribute("data-say"); });
    all("[data-poll]").forEach((element) => { element.hidden = element.textContent.trim() === ""; });
    selection();
    waiting();
  };
  document.addEventListener("htmx:after:swap", settled);

  // ---- a decision whose answer is late is asked for again by the page itself ----
  let asked = null;
  const waiting = () => {
    const place = document.querySelector("[data-reload-after]");
    if (!place || place === asked) return;
    asked = place;
    setTimeout(() => {
      if (document.contains(place)) location.assign(place.dataset.reloadTo);
    }, Number(place.dataset.reloadAfter) * 1000);
  };

  // ---- selection: the button names its scope ----
  const PICK = "[data-pick], .task-row [name=task][type=checkbox]";
  const picks = () => all(PICK);
  const worded = (element, pattern, chosen) => {
    element.dataset.unpicked ??= element.textContent;
    element.textContent = chosen ? pattern.replace("{count}", String(chosen)) : element.dataset.unpicked;
  };
  const selection = () => {
    const chosen = picks().filter((pick) => pick.checked).length;
    all("[data-selected]").forEach((place) => worded(place, place.dataset.selected, chosen));
    all("[data-scope]").forEach((button) => worded(button, button.dataset.scope, chosen));
  };
  document.addEventListener("change", (event) => {
    const target = event.target;
    if (target.matches("[data-pick-all]")) picks().forEach((pick) => { pick.checked = target.checked; });
    if (target.matches(`${PICK}, [data-pick-all]`)) selection();
    if (target.matches("[data-submit-on-change]")) target.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const clear = event.target.closest("[data-pick-none]");
    if (clear) { event.preventDefault(); picks().forEach((pick) => { pick.checked = false; }); selection(); }
    if (event.target.closest("[data-print]")) window.print();
    const fault = event.target.closest("[data-line]");
    const source = document.querySelector("textarea.source");
    if (fault && source) { event.preventDefault(); toLine(source, Number(fault.dataset.line)); }
  });

  // ---- from a fault to its line in the text ----
  const toLine = (source, line) => {
    const lines = source.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    source.focus();
    source.setSelectionRange(start, start + (lines[line - 1] || "").length);
    source.scrollTop = (line - 5) * (source.scrollHeight / lines.length);
  };

  // ---- a form is sent once ----
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  // ---- keys ----
  const rows = () => all("[data-row], .task-row").filter(isVisible);
  const handle = (row) => row.querySelector("[data-open], .ask, a") || row;
  const step = (by) => {
    const list = rows();
    if (list.length === 0) return;
    const here = list.findIndex((row) => row.contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(here + by, 0), list.length - 1);
    handle(list[next]).focus();
    list[next].scrollIntoView({ block: "nearest" });
  };
  const here = () => rows().find((row) => row.contains(document.activeElement));
  const press = (key) => {
    // a row that is not the opened one leads to its own page, never to the preview of another
    const row = here();
    if (row && document.getElementById("preview") && !row.classList.contains("open")) { handle(row).click(); return true; }
    const places = [here(), document].filter(Boolean);
    for (const place of places) {
      const found = Array.from(place.querySelectorAll(`[data-key="${key}"]`)).find(isVisible);
      if (!found) continue;
      if (found.matches("a")) found.click(); else found.focus();
      return true;
    }
    return false;
  };
  const pick = () => {
    const box = here()?.querySelector("[data-pick], [type=checkbox]");
    if (box) { box.checked = !box.checked; selection(); }
  };
  const help = () => {
    const dialog = document.getElementById("keys-help");
    if (dialog && !dialog.open) dialog.showModal();
  };
  const find = () => {
    const box = document.getElementById("find");
    if (box && isVisible(box)) box.focus(); else location.assign("/cases");
  };
  const KEYS = {
    j: () => step(1), k: () => step(-1), x: pick, "/": find, "?": help,
    a: () => press("a"), r: () => press("r"), h: () => press("h"), d: () => press("d"),
  };
  document.addEventListener("keydown", (event) => {
    if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.who-menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => {
    all("details.who-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // ---- idle end: told two minutes before, extended by one press ----
  const warning = document.getElementById("idle-warning");
  if (warning) {
    const idle = Number(warning.dataset.idleSeconds) * 1000;
    let last = Date.now();
    const seen = () => { last = Date.now(); warning.hidden = true; };
    document.addEventListener("htmx:after:request", (event) => {
      const source = event.detail?.ctx?.sourceElement;
      if (!source?.matches?.("[data-poll]")) seen();
    });
    setInterval(() => {
      const left = idle - (Date.now() - last);
      if (left <= 0) { location.assign("/login"); return; }
      if (left <= 120000 && warning.hidden) warning.hidden = false;
    }, 5000);
    warning.querySelector("[data-extend]").addEventListener("click", async (event) => {
      const answer = await fetch(event.currentTarget.dataset.extend, { method: "POST", headers: { "HX-Request": "true" } });
      if (answer.ok) seen(); else location.assign("/login");
    });
  }

  settled();
  // htmx listens once it has walked the page
  window.addEventListener("load", poll);
})();
