// What the pages gain where scripts run; without it everything still reads and decides.
"use strict";
// The list narrows while one types, without diacritics too.
const folded = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
for (const field of document.querySelectorAll("input[data-loc]")) {
  field.addEventListener("input", () => {
    const sought = folded(field.value.trim());
    for (const row of document.querySelectorAll("tr[data-ten]")) row.hidden = !folded(row.dataset.ten).includes(sought);
  });
}
// On a narrow screen the places do not fit side by side: the one where one is stands in sight.
const here = document.querySelector(".top nav [aria-current]");
const places = here?.closest("nav");
if (places) places.scrollLeft += here.getBoundingClientRect().left - places.getBoundingClientRect().left - 24;
// A choice in a filter is taken at once.
for (const choice of document.querySelectorAll("form.filter select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

// What was entered meanwhile appears by itself: only in the page one looks at, never under what one is typing.
const live = () => Array.from(document.querySelectorAll("[data-song]"));
const busy = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
const renew = async () => {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of live()) {
    const twin = fresh.querySelector(`[data-song="${part.dataset.song}"]`);
    if (!twin || busy(part) || twin.innerHTML === part.innerHTML) continue;
    const at = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
    part.replaceChildren(...document.importNode(twin, true).childNodes);
    if (at) part.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
  }
  for (const field of document.querySelectorAll("input[data-loc]")) field.dispatchEvent(new Event("input"));
};
if (live().length > 0) {
  let source = null;
  let first = true;
  const listen = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/tin");
      first = true;
      source.addEventListener("so", () => {
        // The first word only says where the journal stands; after a pause it may have grown.
        if (!first || listen.paused) renew();
        first = false;
        listen.paused = false;
      });
    }
    if (document.hidden) listen.paused = true;
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source?.close());
  listen();
}
// Keys, for who wants them: j and k in lists, figures for what is proposed. They can be switched off (WCAG 2.1.4).
const lines = document.querySelector("p[data-phim]");
if (lines) {
  const kept = "tiepnhan-phim";
  const on = () => localStorage.getItem(kept) !== "tat";
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "quiet";
  const say = () => {
    lines.firstChild.data = on() ? lines.dataset.phim + " " : "Phím tắt đang tắt. ";
    toggle.textContent = on() ? "Tắt phím tắt" : "Bật phím tắt";
  };
  lines.append(" ", toggle);
  lines.hidden = false;
  say();
  toggle.addEventListener("click", () => {
    localStorage.setItem(kept, on() ? "tat" : "bat");
    say();
  });
  document.addEventListener("keydown", (event) => {
    if (!on() || event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if (event.target.closest("input, select, textarea")) return;
    const items = Array.from(document.querySelectorAll("[data-hang] a[data-muc]"));
    const at = items.indexOf(document.activeElement);
    const inside = at >= 0;
    if (items.length && (event.key === "j" || (event.key === "ArrowDown" && inside))) {
      items[Math.min(at + 1, items.length - 1)].focus();
    } else if (items.length && (event.key === "k" || (event.key === "ArrowUp" && inside))) {
      items[Math.max(at - 1, 0)].focus();
    } else if (event.key === "0" && document.querySelector("[data-so]")) {
      location.assign("/can-kiem-tra");
    } else {
      const wanted = /^[1-9]$/.test(event.key) && document.querySelector(`button[data-so="${event.key}"]`);
      if (!wanted) return;
      wanted.click();
    }
    event.preventDefault();
  });
}
// Another unit owes other reports, and teaches something else: those parts of the form follow, where nobody types.
const follow = async (field) => {
  const { form } = field;
  const typed = field.value;
  const body = new URLSearchParams(new FormData(form, form.querySelector("[data-xem]")));
  const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  // What is proposed above has fields of the same names.
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("khac");
  const named = fresh?.querySelector(`input[name="${field.name}"]`);
  // Typed on meanwhile, or settled by somebody else: the button says what is so.
  if (!named || field.value !== typed) return;
  if (field !== document.activeElement) field.value = named.value;
  const row = field.closest("fieldset");
  const list = row.querySelector("select");
  const twin = fresh.querySelector(`select[name="${list.name}"]`);
  const chosen = list.value;
  list.replaceChildren(...document.importNode(twin, true).childNodes);
  list.value = chosen;
  if (list.selectedIndex < 0) list.value = "";
  const [offers, others] = [form, fresh].map((part) => part.querySelector("[data-nho]"));
  if (offers && others && !offers.contains(document.activeElement)) {
    const ticked = Array.from(offers.querySelectorAll("input:checked"), (one) => one.value);
    offers.replaceChildren(...document.importNode(others, true).childNodes);
    for (const one of offers.querySelectorAll("input")) one.checked = ticked.includes(one.value);
  }
};
for (const field of document.querySelectorAll("input[data-don-vi]")) {
  field.addEventListener("change", () => follow(field));
}
// A field that is not filled in, or not as it is read, says so in the page's language, whatever the browser speaks.
for (const field of document.querySelectorAll("input, select, textarea")) {
  const say = () => {
    field.setCustomValidity("");
    const { valueMissing, patternMismatch, tooShort } = field.validity;
    if (valueMissing) field.setCustomValidity(field.matches("select") ? "Hãy chọn một mục." : "Ô này cần được ghi.");
    else if (patternMismatch) field.setCustomValidity((field.title || "Ghi như ví dụ trong ô") + ".");
    else if (tooShort) field.setCustomValidity(`Cần ít nhất ${field.minLength} ký tự.`);
  };
  field.addEventListener("invalid", say);
  field.addEventListener("input", () => field.setCustomValidity(""));
}
