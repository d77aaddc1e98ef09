// A photo is made smaller on the phone, sent piece by piece, and goes on where the line broke. Without this script the form does the same in one go.
"use strict";
(() => {
  const form = document.querySelector("form[data-upload]");
  const input = form && form.querySelector("input[type=file]");
  if (!form || !input || !window.fetch || !window.createImageBitmap) return;
  const progress = document.getElementById("progress");
  const bar = progress.querySelector("progress");
  const words = progress.querySelector("span");
  const token = form.querySelector("input[name=form_token]").value;
  const PIECE = 262128; // four sealed pieces
  const LONGEST_SIDE = 2400;
  const LARGE = 1500000;

  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const say = (text, part) => {
    progress.hidden = false;
    words.textContent = text;
    if (part !== undefined) bar.value = Math.round(part * 100);
  };

  const smaller = async (file) => {
    if (!file.type.startsWith("image/") || file.size < LARGE) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? blob : file;
    } catch (error) {
      return file;
    }
  };

  const send = (address, method, headers, body) =>
    fetch(address, {
      method, body, credentials: "same-origin", redirect: "error",
      headers: { "Form-Token": token, "Tus-Resumable": "1.0.0", ...headers },
    });

  const remembered = (name) => {
    try { return sessionStorage.getItem(name); } catch (error) { return null; }
  };
  const remember = (name, address) => {
    try { address ? sessionStorage.setItem(name, address) : sessionStorage.removeItem(name); } catch (error) { /* private window */ }
  };

  const begun = async (name, size) => {
    const known = remembered(name);
    if (known) {
      const answer = await send(known, "HEAD", {});
      if (answer.ok) return [known, Number(answer.headers.get("Upload-Offset"))];
    }
    const answer = await send(form.dataset.upload, "POST", { "Upload-Length": String(size) });
    if (answer.status !== 201) return null;
    const address = answer.headers.get("Location");
    remember(name, address);
    return [address, 0];
  };

  const upload = async (blob, name) => {
    let place = null;
    for (let failures = 0; ; ) {
      try {
        place = place || (await begun(name, blob.size));
        if (!place) return null;
        const [address, offset] = place;
        if (offset >= blob.size) return address;
        say(form.dataset.sending, offset / blob.size);
        const answer = await send(address, "PATCH",
          { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" }, blob.slice(offset, offset + PIECE));
        if (answer.status !== 204 && answer.status !== 409) return null;
        place = [address, Number(answer.headers.get("Upload-Offset"))];
        if (answer.status === 409) place = null;
        failures = 0;
      } catch (error) {
        failures += 1;
        place = null;
        say(form.dataset.paused);
        await wait(Math.min(30000, 1000 * 2 ** failures));
      }
    }
  };

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file || event.submitter?.name === "change_language" || form.querySelector("input[name=upload]")) return;
    event.preventDefault();
    const button = form.querySelector("button[name=save]");
    button.disabled = true;
    const blob = await smaller(file);
    const name = `upload:${form.dataset.upload}:${file.name}:${file.size}:${file.lastModified}:${blob.size}`;
    const address = await upload(blob, name);
    button.disabled = false;
    if (address) {
      // What was sent in pieces is named instead of being sent once more.
      const sent = document.createElement("input");
      sent.type = "hidden";
      sent.name = "upload";
      sent.value = address.split("/").pop();
      form.append(sent);
      input.disabled = true;
      remember(name, null);
      say(form.dataset.checking, 1);
    }
    form.submit();
  });
})();
