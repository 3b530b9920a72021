// Where a thread was left, and how its folds stood: kept in this browser alone, and only while the reader wants it.
(() => {
  "use strict";

  const KEPT = "rethread-places";
  const SWITCH = "rethread-keep-places";
  // The thread not read for longest is forgotten.
  const THREADS_MOST = 200;
  const isOff = () => localStorage.getItem(SWITCH) === "off";

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) ?? {};
    } catch {
      return {};
    }
  }

  const thread = document.querySelector("[data-thread]");
  const posts = () => [...document.querySelectorAll(".posts .post")].filter((post) => post.getClientRects().length);
  // A fold is known by its post and its place in it.
  const folds = thread
    ? [...document.querySelectorAll(".posts .post")].flatMap((post) =>
        [...post.querySelectorAll("details.quote")].map((fold, n) => ({ name: `${post.id}.${n}`, fold, was: fold.open })))
    : [];

  function keep() {
    if (isOff()) return;
    const here = posts().find((post) => post.getBoundingClientRect().bottom > 0);
    const places = kept();
    delete places[thread.dataset.thread];
    places[thread.dataset.thread] = {
      post: scrollY > 0 && here ? here.id : "",
      search: location.search,
      turned: folds.filter(({ fold, was }) => fold.open !== was).map(({ name }) => name),
      branches: [...document.querySelectorAll(".branch[data-folded]")].map((link) => link.closest(".post").id),
    };
    const names = Object.keys(places);
    for (const name of names.slice(0, Math.max(names.length - THREADS_MOST, 0))) delete places[name];
    localStorage.setItem(KEPT, JSON.stringify(places));
  }

  // Whoever asks for a passage, a page or a view gets that; so does whoever comes from the thread itself, or goes back.
  function comesAnew() {
    const [how] = performance.getEntriesByType("navigation");
    const isHere = document.referrer.startsWith(`${location.origin}${location.pathname}`);
    return how?.type === "navigate" && !location.hash && !location.search && !isHere;
  }

  function restore(place) {
    for (const { name, fold } of folds) if (place.turned.includes(name)) fold.open = !fold.open;
    for (const id of place.branches) document.querySelector(`#${id} .branch[data-branch]`)?.click();
    const post = place.post && document.getElementById(place.post);
    if (post) {
      post.scrollIntoView({ block: "start" });
      const said = document.getElementById("said");
      if (said) said.textContent = "Opened where you left it.";
    }
  }

  if (thread) {
    const place = isOff() ? null : kept()[thread.dataset.thread];
    if (place && /^(p[0-9]+)?$/.test(place.post)) {
      if (comesAnew()) {
        if (place.search && place.post) location.replace(`${place.search}#${place.post}`);
        else restore(place);
      } else if (place.search === location.search) {
        restore({ ...place, post: "" });
      }
    }
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  }

  const button = document.querySelector("[data-places-switch]");
  function label() {
    button.hidden = false;
    button.textContent = isOff() ? "Keep them" : "Keep none";
  }
  button?.addEventListener("click", () => {
    localStorage.setItem(SWITCH, isOff() ? "on" : "off");
    if (isOff()) localStorage.removeItem(KEPT);
    label();
  });
  if (button) label();
})();
