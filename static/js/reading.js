// Keys, focus and movement within a page. Every page works without this file; nothing here fetches or builds text.
(() => {
  "use strict";

  const SWITCH = "rethread-keys";
  // Posts to step through; in a list of threads or posts, its lines.
  const all = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.getClientRects().length);
  const inList = () => !document.querySelector(".posts .post");
  const posts = () => all(inList() ? ".entry, .hit, .said" : ".posts .post");
  const keysAreOff = () => localStorage.getItem(SWITCH) === "off";
  const say = (words) => {
    const said = document.getElementById("said");
    if (said) said.textContent = words;
  };

  let current = null;

  function aim(post) {
    if (!post) return;
    current = post;
    (inList() ? post.querySelector("a") : post).focus({ preventScroll: true });
    post.scrollIntoView({ block: inList() ? "nearest" : "start" });
    if (!inList()) history.replaceState(history.state, "", `#${post.id}`);
  }

  // The post that was aimed at last, unless the reader has scrolled away from it.
  function here() {
    const among = posts();
    const near = (post) => post && post.getBoundingClientRect().bottom > 0 && post.getBoundingClientRect().top < innerHeight;
    if (near(current)) return among.indexOf(current);
    const first = among.findIndex((post) => post.getBoundingClientRect().bottom > 0);
    return first;
  }

  function step(by) {
    const among = posts();
    if (!among.length) return;
    const fresh = !current || here() !== among.indexOf(current);
    const index = fresh && by > 0 && among[here()]?.getBoundingClientRect().top > 0 ? here() : here() + by;
    aim(among[Math.min(Math.max(index, 0), among.length - 1)]);
  }

  // What a search found in the post that the page is about, one after the other.
  let hit = -1;
  function stepHit(by) {
    const found = all(".focus mark");
    const next = found[hit + by];
    if (!next) {
      say(by > 0 ? "Nothing further was found in this post." : "Nothing was found before this.");
      return;
    }
    hit += by;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  }

  const stepMarked = (by) => {
    if (document.querySelector(".focus mark")) stepHit(by);
    else if (document.querySelector(".hit")) step(by);
    else stepNew(by);
  };

  // What came since the last visit; before the first step, the one that is aimed at counts too.
  function stepNew(by) {
    const among = posts();
    const at = current ? among.indexOf(current) : -1;
    const found = among.map((each, index) => [each, index]).filter(([each]) => each.classList.contains("new"));
    const next = by > 0 ? found.find(([, index]) => index > at) : found.reverse().find(([, index]) => index < at);
    if (next) aim(next[0]);
    else say(found.length ? "Nothing newer here." : "Nothing new since your last visit.");
  }

  // A branch is the posts that follow, as many as the link says; those inside it that were folded stay so.
  function fold(link, isFolded) {
    link.querySelector("[data-word]").textContent = isFolded ? "unfold" : "fold";
    link.toggleAttribute("data-folded", isFolded);
    let item = link.closest("li");
    for (let left = Number(link.dataset.branch); left > 0 && item.nextElementSibling; left -= 1) {
      item = item.nextElementSibling;
      item.hidden = isFolded;
      const inner = !isFolded && item.querySelector(".branch[data-folded]");
      for (let skipped = inner ? Number(inner.dataset.branch) : 0; skipped > 0; skipped -= 1, left -= 1) item = item.nextElementSibling;
    }
  }

  // Inside a folded branch there is nothing to move to.
  function unfoldTo(target) {
    const items = [...document.querySelectorAll(".posts > li")];
    const at = items.indexOf(target.closest(".posts > li"));
    document.querySelectorAll(".branch[data-folded]").forEach((link) => {
      const from = items.indexOf(link.closest("li"));
      if (from < at && at <= from + Number(link.dataset.branch)) fold(link, false);
    });
  }

  function foldBranch() {
    const link = post()?.querySelector(".branch");
    if (link) link.click();
    else if (post()) setFolds(post(), false);
  }

  const folds = (within) => [...within.querySelectorAll("details.quote, .mark details, details.evidence")];
  const setFolds = (within, open) => folds(within).forEach((fold) => { fold.open = open; });
  const post = () => posts()[here()];

  function nextQuote() {
    const quotes = [...(post()?.querySelectorAll("details.quote") ?? [])];
    const closed = quotes.find((quote) => !quote.open);
    if (closed) closed.open = true;
    else quotes.forEach((quote) => { quote.open = false; });
  }

  const go = (selector) => document.querySelector(selector)?.click();
  const search = () => {
    const box = document.querySelector(".asked input, .find input");
    box?.focus();
    box?.select();
  };

  // The keys as the help page lists them, over this page; where they cannot be had, the help page itself.
  async function showKeys() {
    const sheet = document.getElementById("sheet");
    const there = document.getElementById("keys");
    if (there && !sheet.contains(there)) {
      location.hash = "keys";
      return;
    }
    if (!there) {
      const target = sheet.querySelector("div");
      await htmx.ajax("GET", "/help/", { target, select: "[aria-labelledby=keys] > *", swap: "innerHTML ignoreTitle:true" });
    }
    if (document.getElementById("keys")) sheet.showModal();
    else location.href = "/help/#keys";
    labelSwitch();
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    p: () => post()?.querySelector(".byline [data-parent]")?.click(),
    n: () => stepMarked(1),
    N: () => stepMarked(-1),
    o: () => (inList() ? post()?.querySelector("a").click() : post() && setFolds(post(), true)),
    x: foldBranch,
    e: () => setFolds(document, true),
    E: () => setFolds(document, false),
    q: nextQuote,
    u: () => go(".trail a:last-child"),
    "[": () => go(".pager [rel=prev]"),
    "]": () => go(".pager [rel=next]"),
    "/": search,
    "?": showKeys,
  };
  const AFTER_G = { h: () => "/", s: () => "/search/", a: () => document.querySelector(".trail a")?.href ?? "/#archives" };
  let afterG = false;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.target.closest?.(".in-place")?.querySelector("[data-close]")?.click();
      if (event.target.matches?.("input")) event.target.blur();
      return;
    }
    const sheet = event.target.closest?.("dialog");
    if (sheet && event.key === "?") sheet.close();
    if (sheet || keysAreOff() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (afterG) {
      afterG = false;
      if (AFTER_G[event.key]) location.href = AFTER_G[event.key]();
      return;
    }
    if (event.key === "g") {
      afterG = true;
      return;
    }
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // A link to a post or passage that stands on this page moves there instead of leaving it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("[data-keys-sheet]")) {
      event.preventDefault();
      showKeys();
      return;
    }
    if (link.matches("[data-close]")) {
      const place = link.closest(".in-place");
      if (!place) return;
      event.preventDefault();
      const opener = place.previousElementSibling?.querySelector("a");
      place.remove();
      opener?.focus();
      return;
    }
    if (link.matches(".branch[data-branch]")) {
      event.preventDefault();
      fold(link, !link.hasAttribute("data-folded"));
      return;
    }
    if (link.matches("[data-new]")) {
      event.preventDefault();
      stepNew(Number(link.dataset.new));
      return;
    }
    const near = link.getAttribute("href")?.startsWith("#") && document.getElementById(link.hash.slice(1));
    if (near) unfoldTo(near);
    const address = /^\/p\/(\d+)\/$/.exec(link.getAttribute("href")?.split("#")[0] ?? "");
    if (!address || !link.closest(".text, .outline")) return;
    const target = document.getElementById(link.hash.slice(1) || `p${address[1]}`) ?? document.getElementById(`p${address[1]}`);
    if (!target) return;
    unfoldTo(target);
    event.preventDefault();
    // A link to the post that quotes this one leads to the quote in it.
    const cited = /^#c(\d+)$/.exec(link.hash);
    const quote = cited && target.querySelector(`blockquote[cite="/p/${cited[1]}/"]`);
    location.hash = target.id;
    current = target.closest(".post");
    if (quote) reveal(quote);
  });

  // Whatever is led to is seen: the folds that hold it are opened.
  function reveal(target) {
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView({ block: "center" });
  }
  function revealAimed() {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.matches("mark, .cited, blockquote") || target?.closest("details:not([open])")) reveal(target);
  }
  addEventListener("hashchange", revealAimed);
  revealAimed();

  // What a fragment brings is announced and focused; opening it again does not ask again.
  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.detail.target?.nextElementSibling;
    if (place?.matches(".in-place")) {
      place.focus({ preventScroll: true });
      const aimed = place.querySelector(".aimed");
      const text = place.querySelector(".in-place-text");
      if (aimed) text.scrollTop += aimed.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
    }
  });
  document.addEventListener("htmx:responseError", () => say("This could not be shown. Follow the link instead."));
  document.addEventListener("htmx:sendError", () => say("The site did not answer. Try again."));

  // An old address of a line (#L12) leads to the table of lines, where it stands by itself.
  const lines = document.querySelector("[data-lines]");
  function toLine() {
    const place = /^#(?:L(\d+)|R(\d+)(?:-L\d+)?)$/.exec(location.hash);
    if (lines && place) location.replace(`${lines.dataset.lines}?${place[1] ? `line=${place[1]}` : `record=${place[2]}`}${location.hash}`);
  }
  addEventListener("hashchange", toLine);
  toLine();

  function labelSwitch() {
    const button = document.querySelector("[data-keys-switch]");
    if (!button) return;
    button.hidden = false;
    button.textContent = keysAreOff() ? "Switch them on" : "Switch them off";
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-switch]")) return;
    localStorage.setItem(SWITCH, keysAreOff() ? "on" : "off");
    labelSwitch();
  });
  labelSwitch();
})();
