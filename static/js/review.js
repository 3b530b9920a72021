// Keys of the review queue: each presses the button or follows the link that names it. The page works without this file.
(() => {
  "use strict";

  document.querySelector(".question-lines .asked")?.scrollIntoView({ block: "center" });

  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.ctrlKey || event.altKey || event.metaKey || isWriting || localStorage.getItem("rethread-keys") === "off") return;
    const named = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
    if (!named) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    named.click();
  }, true);
})();
