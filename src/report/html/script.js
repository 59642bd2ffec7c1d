// The page reads without this. It adds the filter, its keys, and opens what a link leads into.
(() => {
  "use strict";
  const wrap = document.querySelector(".filter");
  const box = document.getElementById("filter");
  const said = wrap.querySelector("output");
  const entries = Array.from(document.querySelectorAll(".entry"));
  const sections = Array.from(document.querySelectorAll("main > section")).filter((s) => s.querySelector(".entry"));
  const texts = new Map();
  wrap.hidden = false;

  // Letters without their marks, so that a word is found however it is vocalised or accented.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}|\u0640/gu, "").toLowerCase();
  const textOf = (entry) => {
    let text = texts.get(entry);
    if (text === undefined) texts.set(entry, (text = plain(entry.textContent)));
    return text;
  };

  const filter = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of entries) {
      const fits = words.every((word) => textOf(entry).includes(word));
      entry.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector(".entry:not([hidden])");
    said.textContent = words.length ? `${shown} of ${entries.length}` : "";
  };

  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== box && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && event.target === box) {
      box.value = "";
      filter();
      box.blur();
    }
  });

  // A link to an entry that the filter hides shows it again.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) {
      box.value = "";
      filter();
      target.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", reveal);
  // A page that is reloaded keeps what was typed.
  if (box.value) filter();
})();
