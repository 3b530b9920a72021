"""A page in Chromium -> what is wrong with it: how wide it is, what ran, what was asked of others, what is in its markup."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.async_api import ConsoleMessage, Dialog, Frame, Page, Request

from tests.campaign.crawl import SIZE, Fault, Look, Prepare

# 320 px is also a window of 1280 px at 400 %.
WIDTHS = (1280, 390, 320)

WAYS = """
  const name = (element) => element.tagName.toLowerCase()
    + (element.id ? "#" + element.id.replace(/\\d+/g, "N") : "")
    + [...element.classList].map((each) => "." + each).join("");
  const path = (element) => {
    const steps = [];
    for (let each = element; each && each !== document.body && steps.length < 4; each = each.parentElement)
      steps.unshift(name(each));
    return steps.join(" > ");
  };
  const words = (element) => element.textContent.trim().slice(0, 60);
"""

# As it comes and with all folds open: the document wider than its window; a part of it wider than the place it is cut at.
TOO_WIDE = (
    "() => {"
    + WAYS
    + """
  const root = document.documentElement;
  const faults = [];
  const isSeen = (element) => !element.closest(".unseen:not(:focus, :focus-within), .skips");
  const styleOf = (element) => getComputedStyle(element);
  const isHeld = (element, until) => {
    for (let each = element; each && each !== until; each = each.parentElement)
      if (styleOf(each).overflowX !== "visible") return true;
    return false;
  };
  // Elements and words: words may leave the box of their element.
  const beyond = (from, left, right) => {
    const isOut = (box) => box.width && (box.right > right + 1 || box.left < left - 1);
    const out = [...from.querySelectorAll("*")].filter((element) => isOut(element.getBoundingClientRect()));
    const range = document.createRange();
    const walk = document.createTreeWalker(from, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      range.selectNodeContents(text);
      if ([...range.getClientRects()].some(isOut)) out.push(text.parentElement);
    }
    const seen = [...new Set(out)].filter((element) => isSeen(element) && !isHeld(element, from));
    return seen.filter((element) => ![...element.children].some((child) => seen.includes(child)));
  };
  // What no browser can break: one letter, with its marks, that is wider than its line.
  const letters = new Intl.Segmenter("en", {granularity: "grapheme"});
  const isOneLetter = (element) => {
    let block = element;
    while (styleOf(block).display.startsWith("inline")) block = block.parentElement;
    const style = styleOf(block);
    const room = block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const range = document.createRange();
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode())
      for (const {segment, index} of letters.segment(text.data)) {
        if (segment.length < 2 && segment < "\u1000") continue;
        range.setStart(text, index);
        range.setEnd(text, index + segment.length);
        if (range.getBoundingClientRect().width > room - 2) return true;
      }
    return false;
  };
  const PLACES = "main, .posts > li, .hit, .entry, .line-text, .line-margin, .quote, .facet";
  const look = (state) => {
    const reach = Math.max(root.scrollWidth, document.body.scrollWidth);
    if (reach > root.clientWidth) {
      const [first] = beyond(document.body, 0, root.clientWidth);
      faults.push(["scrolls sideways", first ? path(first) : "no box of an element", `${state} ${reach} px: ${words(first || root)}`]);
    }
    for (const element of document.querySelectorAll(PLACES)) {
      if (!element.clientWidth || element.scrollWidth <= element.clientWidth + 1) continue;
      const box = element.getBoundingClientRect();
      const [first] = beyond(element, box.left - 32, box.right).filter((each) => !isOneLetter(each));
      if (first) faults.push(["cut off", path(first), `${state} ${element.scrollWidth} of ${element.clientWidth} px: ${words(first)}`]);
    }
  };
  look("as it comes");
  const closed = [...document.querySelectorAll("details:not([open])")];
  closed.forEach((fold) => { fold.open = true; });
  if (closed.length) look("with open folds");
  closed.forEach((fold) => { fold.open = false; });
  return faults;
}"""
)

# Whatever a page has that no template of ours wrote.
FOREIGN = (
    "(site) => {"
    + WAYS
    + """
  const faults = [];
  const say = (kind, cause, detail) => faults.push([kind, cause, detail || ""]);
  if (window.pwn !== undefined) say("script ran", "window.pwn", String(window.pwn));
  for (const blocked of window.blockedByPolicy || []) say("refused by the policy", blocked);
  if (!location.href.startsWith(site + "/")) say("led away", location.href);
  for (const [selector, count] of [["main", 1], ["body > header", 1], ["body > footer", 1], ["nav[aria-label=Site]", 1],
      ["main#main", 1], ["h1", 1], ["script:not([type='application/ld+json'], [src*='/js/places.'])", 2], ["body", 1], ["title", 1], ["dialog", 1]])
    if (document.querySelectorAll(selector).length !== count) say("landmarks", `${document.querySelectorAll(selector).length} of ${selector}`);
  if (document.body.lastElementChild?.id !== "said") say("landmarks", "the page does not end as it should");
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) say("an id twice", id.replace(/\\d+/g, "N"), id);
  for (const element of document.querySelectorAll("*")) {
    const tag = element.localName;
    if (["iframe", "object", "embed", "base", "frame", "applet", "img", "video", "audio", "style", "template", "math"].includes(tag))
      say("element", path(element));
    for (const {name, value} of element.attributes) {
      if (name.startsWith("on") || name === "style" || name === "srcdoc" || name === "formaction" || name === "ping")
        say("attribute", `${name} of ${path(element)}`, value.slice(0, 60));
      if (/^(data-)?hx-/.test(name) && name !== "hx-disable" && /elsewhere|pwn|settings|logout/.test(value) && !element.closest(".asked"))
        say("attribute", `${name} of ${path(element)}`, value.slice(0, 60));
      if (["href", "src", "action", "xlink:href", "cite", "poster"].includes(name)) {
        let to;
        try { to = new URL(value, location.href); } catch { continue; }
        if (!["http:", "https:", "mailto:"].includes(to.protocol)) say("scheme", `${to.protocol} in ${name} of ${path(element)}`, value.slice(0, 60));
        else if (to.origin !== location.origin && tag !== "a" && name !== "cite") say("address", `${name} of ${path(element)}`, value.slice(0, 60));
        else if (to.origin !== location.origin && tag === "a" && !element.relList.contains("nofollow"))
          say("link without nofollow", path(element), value.slice(0, 60));
      }
    }
  }
  return faults;
}"""
)
RAN = "(site) => window.pwn === undefined ? [] : [['script ran', 'window.pwn', String(window.pwn)]]"
# Init scripts run before the page's own and are no part of its policy.
WATCHING = """
  window.blockedByPolicy = [];
  document.addEventListener("securitypolicyviolation",
    (event) => window.blockedByPolicy.push(`${event.effectiveDirective} ${event.blockedURI}`.slice(0, 120)));
"""
PROVOKE = """() => {
  document.querySelectorAll("details").forEach((fold) => { fold.open = !fold.open; fold.open = true; });
  document.querySelectorAll("[autofocus], [tabindex]").forEach((element) => element.focus());
  window.dispatchEvent(new Event("hashchange"));
}"""


async def is_as_wide_as_its_window(page: Page, address: str) -> list[Fault]:
    """Make the window narrower, and wide again for the next page."""
    faults = []
    for width in WIDTHS:
        if width != SIZE["width"]:
            await page.set_viewport_size({"width": width, "height": SIZE["height"]})
        for kind, cause, detail in await page.evaluate(TOO_WIDE):
            faults.append(Fault(address, f"{kind} at {width}", cause, detail))
    await page.set_viewport_size(SIZE)
    return faults


def watches_what_runs(site: str, *, is_ours: bool = True) -> tuple[Prepare, Look]:
    """What a page does while it is open, and what of its markup no template wrote, where all templates are ours."""
    seen: dict[Page, list[tuple[str, str]]] = {}

    async def prepare(page: Page) -> None:
        faults = seen.setdefault(page, [])
        await page.add_init_script(WATCHING)
        for event, listener in _listeners(site, page, faults).items():
            page.on(event, listener)

    async def look(page: Page, address: str) -> list[Fault]:
        await page.evaluate(PROVOKE)
        found = [Fault(address, *fault) for fault in await page.evaluate(FOREIGN if is_ours else RAN, site)]
        found += [Fault(address, kind, cause) for kind, cause in seen[page]]
        seen[page].clear()
        return found

    return prepare, look


def _listeners(site: str, page: Page, faults: list[tuple[str, str]]) -> dict[str, Callable]:
    async def dialog(opened: Dialog) -> None:
        faults.append(("dialog", opened.message))
        await opened.dismiss()

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            faults.append(("console", message.text[:160]))

    def request(asked: Request) -> None:
        if f"{urlsplit(asked.url).scheme}://{urlsplit(asked.url).netloc}" != site:
            faults.append(("asked of another", asked.url[:160]))

    def frame(made: Frame) -> None:
        faults.append(("frame", made.url[:160]))

    def error(raised: Exception) -> None:
        faults.append(("error of a script", str(raised)[:160]))

    def popup(opened: Page) -> None:
        faults.append(("window opened", opened.url[:160]))

    return {
        "dialog": dialog,
        "console": console,
        "request": request,
        "frameattached": frame,
        "pageerror": error,
        "popup": popup,
    }
