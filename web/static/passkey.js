// Passkeys: the device answers our question, and the form sends the answer. Without this script the password does.
"use strict";
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !navigator.credentials) return;
  const note = form.querySelector("[role=status]");
  const options = JSON.parse(form.dataset.options);
  let waiting = null;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = () => {
    const wanted = { ...options, challenge: bytes(options.challenge) };
    if (!options.user) return wanted;
    wanted.user = { ...options.user, id: bytes(options.user.id) };
    wanted.excludeCredentials = options.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) }));
    return wanted;
  };

  const told = (made) => {
    const response = { clientDataJSON: text(made.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (made.response[part]) response[part] = text(made.response[part]);
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
  };

  const ask = async (mediation) => {
    if (waiting) waiting.abort();
    waiting = new AbortController();
    const wanted = { publicKey: asked(), signal: waiting.signal, ...(mediation ? { mediation } : {}) };
    const made = options.user ? await navigator.credentials.create(wanted) : await navigator.credentials.get(wanted);
    form.elements.answer.value = told(made);
    form.submit();
  };

  form.hidden = false;
  for (const other of document.querySelectorAll("[data-without-passkey]")) other.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    note.textContent = "";
    ask().catch((error) => {
      if (error.name !== "AbortError") note.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
    });
  });

  // The browser offers passkeys among the names that it knows, as soon as the field is touched.
  const offers = PublicKeyCredential.isConditionalMediationAvailable;
  if (!options.user && offers) offers.call(PublicKeyCredential).then((can) => can && ask("conditional")).catch(() => {});
})();
