// A survey page that outlives the network: what is ticked is kept sealed in the browser and sent
// once the network is back. The key is the server's and only in the open page; no name is kept.
"use strict";
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form || !window.crypto?.subtle || !window.localStorage) return;
  const place = `hamkke-draft-${form.dataset.draft}`;
  const said = document.getElementById("draft-said");
  const words = said.dataset;
  const tell = (text) => { said.textContent = text; said.hidden = !text; };
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const text64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const AGAIN_MS = 15000;
  const KEPT_MS = 14 * 24 * 3600 * 1000;
  let key = null;
  let pending = false;
  let left = false;

  const fields = () => Array.from(new FormData(form).entries()).filter(([name]) => name !== "intent");

  const keep = async () => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify({ fields: fields(), pending }));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
    try {
      localStorage.setItem(place, JSON.stringify({ at: Date.now(), iv: text64(iv), body: text64(sealed) }));
    } catch { tell(words.full); return; }
    tell(navigator.onLine && !pending ? words.kept : words.waiting);
  };

  const restore = async () => {
    const kept = JSON.parse(localStorage.getItem(place) || "null");
    if (!kept) return false;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(kept.iv) }, key, bytes(kept.body));
      const draft = JSON.parse(new TextDecoder().decode(plain));
      const version = draft.fields.find(([name]) => name === "version");
      if (version && version[1] !== form.elements.version.value) { tell(words.other); return false; }
      for (const [name, value] of draft.fields) {
        const field = form.elements[name];
        if (!field || name === "version") continue;
        field.value = value;
      }
      pending = draft.pending;
      tell(words.restored);
      return true;
    } catch { localStorage.removeItem(place); return false; }
  };

  const forget = () => localStorage.removeItem(place);

  const send = async () => {
    if (left) return;
    let answer;
    try {
      const body = new URLSearchParams(new FormData(form));
      answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "follow" });
    } catch {
      pending = true;
      await keep();
      return;
    }
    const next = answer.headers.get("HX-Redirect");
    if (answer.ok && next) { left = true; forget(); location.assign(next); return; }
    if (answer.status >= 500) { pending = true; await keep(); return; }
    pending = false;
    await keep();
    if (answer.status === 401 || answer.status === 403) { tell(words.login); return; }
    // The page of the answer says what is wrong; it is fetched as a form is sent without us.
    left = true;
    delete form.dataset.sent;
    HTMLFormElement.prototype.submit.call(form);
  };

  // Drafts of others who used this browser, or of long ago, are of no use to anybody.
  Object.keys(localStorage).filter((name) => name.startsWith("hamkke-draft-")).forEach((name) => {
    try {
      if (Date.now() - JSON.parse(localStorage.getItem(name)).at > KEPT_MS) localStorage.removeItem(name);
    } catch { localStorage.removeItem(name); }
  });

  const begin = async () => {
    key = await crypto.subtle.importKey("raw", bytes(form.dataset.key), "AES-GCM", false, ["encrypt", "decrypt"]);
    form.removeAttribute("data-key");
    const found = await restore();
    let soon = null;
    form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(keep, 300); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      delete form.dataset.sent;
      pending = true;
      keep().then(send);
    });
    window.addEventListener("online", () => { if (pending) send(); });
    window.addEventListener("offline", () => tell(words.waiting));
    setInterval(() => { if (pending && navigator.onLine) send(); }, AGAIN_MS);
    if (found && pending && navigator.onLine && form.checkValidity()) send();
  };
  begin();
})();
