// Filters of the catalogue and of the evidence, and the proof of a number beside it. Every page reads without this file.
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2019']/g, " ").toLowerCase();

  // What is chosen stands in the address: it can be sent to somebody, and is still there after « back ».
  const chosen = (fields) => {
    const asked = new URLSearchParams(fields.filter(({ value }) => value).map(({ id, value }) => [id, value])).toString();
    try {
      history.replaceState(history.state, "", `${location.pathname}${asked && `?${asked}`}${location.hash}`);
    } catch {
      // Some browsers keep the address of a page opened from a folder as it is.
    }
  };
  const choose = (fields) => {
    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      if (asked.has(field.id)) field.value = asked.get(field.id);
    }
  };

  const filter = (form) => {
    const lists = form.dataset.filters.split(" ").map((id) => document.getElementById(id));
    const status = document.querySelector(".status");
    const words = form.querySelector("input[type=search]");
    const facets = [...form.querySelectorAll("[data-facet]")];
    const fields = [words, ...facets];
    const rows = (list) => [...(list.tBodies ? list.tBodies[0].rows : list.children)];
    const items = lists.flatMap(rows);
    const texts = items.map((item) => plain(item.textContent));
    const show = () => {
      const wanted = plain(words.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      items.forEach((item, index) => {
        const fits = wanted.every((word) => texts[index].includes(word))
          && facets.every(({ value, dataset }) => !value || (item.dataset[dataset.facet] || "").split(" ").includes(value));
        item.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      for (const list of lists) {
        // A table of no row would show its heads alone.
        if (list.tBodies) (list.closest(".listed") || list.parentElement).hidden = rows(list).every((row) => row.hidden);
      }
      const { all, none, one, several } = status.dataset;
      status.textContent = shown === items.length ? all : shown === 0 ? none : shown === 1 ? one : several.replace("{}", shown);
    };
    const change = () => {
      show();
      chosen(fields);
    };
    form.addEventListener("input", change);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(change));
    // A browser that comes back to the page gives the fields what they held, after this ran.
    window.addEventListener("pageshow", show);
    form.hidden = false;
    choose(fields);
    show();
  };

  const WORDS = document.documentElement.lang.startsWith("en")
    ? { method: "Method", limits: "Limits", origin: "Source", others: "and other files", annex: "See it in the annex", back: "Back to the text", colon: ": " }
    : { method: "Méthode", limits: "Limites", origin: "Origine", others: "et d’autres fichiers", annex: "Voir dans l’annexe", back: "Revenir au texte", colon: "\u00a0: " };
  const MOST_FILES = 2;

  const named = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const tidy = (text) => text.replace(/[ \n\t]+/g, " ").trim();

  // What an item says for readers: without what is nested under it, and without rows that are told with their digest.
  const said = (item, without = []) => {
    const copy = item.cloneNode(true);
    [...copy.querySelectorAll(["ul", ".back", ...without].join())].forEach((part) => part.remove());
    [...copy.querySelectorAll(".proof-rows")].filter((rows) => rows.querySelector("code")).forEach((rows) => rows.remove());
    return tidy(copy.textContent);
  };
  // A part of an entry, as the booklet marks it; nothing where the entry has no such part.
  const part = (entry, name) => tidy(entry.querySelector(`.proof-${name}`)?.textContent || "");

  // The questions or subjects that an entry stands under, the outermost first, and the list of the outermost.
  const family = (entry) => {
    const above = [];
    let list = entry.closest("ul");
    for (let parent = list.parentElement.closest("li"); parent; parent = list.parentElement.closest("li")) {
      above.unshift(said(parent));
      list = parent.closest("ul");
    }
    return { above, list };
  };

  const methodOf = (link) => {
    const item = named(link).closest("li");
    return { how: part(item, "method"), limits: part(item.parentElement.closest("li") || item, "limits") };
  };
  const originOf = (links) => {
    const files = [...new Set(links.map((link) => part(named(link).closest("li"), "origin")))];
    const most = files.slice(0, MOST_FILES).join(" ");
    return files.length > MOST_FILES ? `${most} (${WORDS.others})` : most;
  };

  const line = (text, head = "") => {
    if (!text) return null;
    const paragraph = document.createElement("p");
    if (head) paragraph.append(Object.assign(document.createElement("b"), { textContent: `${head}${WORDS.colon}` }));
    paragraph.append(text);
    return paragraph;
  };

  // The proof of a number in the evidence: what it counts, its value and base, then in words what its marks stand for.
  const proofOf = (link) => {
    const place = named(link), entry = place && place.closest("li, tr");
    if (!entry) return null;
    const annex = line(Object.assign(document.createElement("a"), { href: link.hash, textContent: WORDS.annex }));
    if (entry.matches("tr")) return [...[...entry.cells].map((cell) => line(said(cell, ["code"]))), annex].filter(Boolean);
    const { above, list } = family(entry);
    const what = [...above, tidy(place.textContent)].reduce((before, next) => `${before}${/[?!]$/.test(before) ? " " : WORDS.colon}${next}`);
    const value = line(said(entry, [`#${CSS.escape(place.id)}`]));
    value.className = "proof-value";
    const parts = [line(what), value];
    const marks = list.previousElementSibling;
    if (marks && marks.matches("p")) {
      const links = [...marks.querySelectorAll("a")];
      const { how, limits } = methodOf(links[0]);
      const also = part(marks, "also");
      parts.push(line(also && `${also[0].toUpperCase()}${also.slice(1)}.`));
      parts.push(line(how, WORDS.method), line(limits, WORDS.limits), line(originOf(links.slice(1)), WORDS.origin));
    }
    return [...parts, annex].filter(Boolean);
  };

  // An entry may stand in a part that is folded; the way back leads to the number that was left.
  const unfold = () => {
    const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = place && place.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    place.scrollIntoView();
  };
  const leaveBack = (link, index) => {
    link.id = link.id || `nombre-${index + 1}`;
    document.querySelectorAll(".back").forEach((other) => other.remove());
    const entry = named(link).closest("li, td, th"), back = document.createElement("a");
    back.className = "back";
    back.href = `#${link.id}`;
    back.textContent = WORDS.back;
    entry.insertBefore(back, entry.querySelector("ul"));
    back.before(" ");
  };

  const proofs = () => {
    const links = [...document.querySelectorAll('main a[href^="#fait-"]')];
    if (!links.length) return;
    const box = document.createElement("div");
    box.className = "proof";
    box.id = "preuve";
    box.setAttribute("role", "tooltip");
    box.hidden = true;
    document.querySelector("main").append(box);
    const hasPointer = !matchMedia("(hover: none)").matches;
    let shown = null, leaving;
    const hide = () => {
      if (shown) shown.removeAttribute("aria-describedby");
      box.hidden = true;
      shown = null;
    };
    // The pointer may go from the number to its proof, and rest there.
    const stay = () => clearTimeout(leaving);
    const leave = () => { leaving = setTimeout(hide, 300); };
    const put = (link) => {
      const place = link.getBoundingClientRect(), { clientWidth, clientHeight } = document.documentElement;
      const left = Math.min(place.left, clientWidth - box.offsetWidth - 16);
      const below = place.bottom + 6, above = place.top - 6 - box.offsetHeight;
      const top = below + box.offsetHeight > clientHeight && above > 0 ? above : below;
      box.style.left = `${Math.max(16, left) + window.scrollX}px`;
      box.style.top = `${top + window.scrollY}px`;
    };
    const show = (link) => {
      stay();
      if (shown === link) return;
      const proof = proofOf(link);
      if (!proof) return;
      hide();
      shown = link;
      link.setAttribute("aria-describedby", "preuve");
      box.replaceChildren(...proof);
      box.hidden = false;
      put(link);
    };
    const go = (link) => {
      leaveBack(link, links.indexOf(link));
      hide();
    };
    for (const link of links) {
      link.addEventListener("mouseenter", () => show(link));
      link.addEventListener("focus", () => show(link));
      // A finger has no other way to look at the proof: the box that it opens leads to the annex.
      link.addEventListener("blur", () => { if (!box.matches(":hover")) hide(); });
      link.addEventListener("click", (event) => {
        if (hasPointer) { go(link); return; }
        event.preventDefault();
        show(link);
      });
    }
    if (hasPointer) {
      links.forEach((link) => link.addEventListener("mouseleave", leave));
      box.addEventListener("mouseenter", stay);
      box.addEventListener("mouseleave", leave);
    }
    box.addEventListener("click", (event) => { if (shown && event.target.closest("a")) go(shown); });
    document.addEventListener("pointerdown", (event) => {
      if (shown && !box.contains(event.target) && !shown.contains(event.target)) hide();
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    document.querySelectorAll(".sheet .evidence-group").forEach((group) => { group.open = false; });
    window.addEventListener("hashchange", unfold);
    unfold();
  };

  document.querySelectorAll("form[data-filters]").forEach(filter);
  proofs();
})();
