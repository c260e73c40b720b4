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

  // The entry of a number in the evidence of its sheet: the item (or the row) that holds it, then the marks said above the list.
  const proofOf = (link) => {
    const named = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const entry = named && named.closest("li, tr");
    if (!entry) return null;
    const said = document.createElement("div");
    const list = entry.closest("ul");
    const above = list && list.previousElementSibling;
    for (const part of [entry, above]) {
      if (!part || !part.textContent.trim()) continue;
      const line = document.createElement("p");
      line.textContent = part.textContent.replace(/\s+/g, " ").trim();
      said.append(line);
    }
    return said;
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
    let shown = null, leaving;
    const hide = () => {
      if (shown) shown.removeAttribute("aria-describedby");
      box.hidden = true;
      shown = null;
    };
    // The pointer may go from the number to its proof, and rest there.
    const stay = () => clearTimeout(leaving);
    const leave = () => { leaving = setTimeout(hide, 300); };
    const show = (link) => {
      stay();
      const said = proofOf(link);
      if (!said) return;
      hide();
      shown = link;
      link.setAttribute("aria-describedby", "preuve");
      box.replaceChildren(...said.children);
      box.hidden = false;
      const place = link.getBoundingClientRect();
      const left = Math.min(place.left, document.documentElement.clientWidth - box.offsetWidth - 16);
      box.style.left = `${Math.max(16, left) + window.scrollX}px`;
      box.style.top = `${place.bottom + 6 + window.scrollY}px`;
    };
    for (const link of links) {
      link.addEventListener("mouseenter", () => show(link));
      link.addEventListener("focus", () => show(link));
      link.addEventListener("mouseleave", leave);
      link.addEventListener("blur", hide);
      link.addEventListener("click", hide);
    }
    box.addEventListener("mouseenter", stay);
    box.addEventListener("mouseleave", leave);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  };

  document.querySelectorAll("form[data-filters]").forEach(filter);
  proofs();
})();
