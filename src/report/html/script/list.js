// The list: of all rows only those near the window are in the page, each of the same height.

// Beyond this, browsers lay out no element as tall.
const MOST_ROWS = 100_000;
const SPARE = 8;

const makeList = (index) => {
  const list = document.getElementById("list");
  const shown = new Map();
  let rows = [];
  let height = 0;

  const piece = (tag, name, text) => {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    return element;
  };

  const outletsOf = (row) => {
    const some = row.outlets.slice(0, 3).map((outlet) => index.names.outlets[outlet][0]);
    const rest = row.outlets.length - some.length;
    return rest > 0 ? [...some, `${rest.toLocaleString("en")} more`] : some;
  };

  const make = (place) => {
    const row = rows[place];
    const item = document.createElement("li");
    item.className = "row";
    item.style.insetBlockStart = `${place * height}px`;
    item.setAttribute("aria-setsize", String(rows.length));
    item.setAttribute("aria-posinset", String(place + 1));
    item.append(piece("span", "level", LEVELS[row.level]));
    const link = piece("a", "headline", row.headline);
    link.href = `#${row.anchor}`;
    link.dir = row.rtl ? "rtl" : "ltr";
    if (row.lang !== null) link.lang = index.names.languages[row.lang][0];
    item.append(link);
    const facts = document.createElement("p");
    facts.className = "facts";
    const said = row.level === SINGLE ? [] : [row.independent < row.size && row.level !== 2 ? `${articlesOf(row.size)}, ${row.independent.toLocaleString("en")} independent` : articlesOf(row.size)];
    const pieces = [...said, datesOf(row)].map((text) => piece("span", "", text));
    for (const outlet of outletsOf(row)) pieces.push(piece("bdi", "source", outlet));
    pieces.forEach((part, i) => facts.append(...(i === 0 ? [part] : [" · ", part])));
    item.append(facts);
    return item;
  };

  const measure = () => {
    const probe = piece("li", "row", "");
    list.append(probe);
    height = probe.offsetHeight || 72;
    probe.remove();
  };

  const draw = () => {
    if (list.closest("[hidden]")) return;
    const top = list.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / height) - SPARE);
    // The first rows are there before they are seen, for those who come by the Tab key.
    const behind = Math.min(rows.length, Math.max(SPARE, Math.ceil((window.innerHeight - top) / height) + SPARE));
    for (const [place, item] of shown) {
      // What has the focus keeps it, wherever the window goes.
      if ((place < first || place >= behind) && !item.contains(document.activeElement)) {
        item.remove();
        shown.delete(place);
      }
    }
    for (let place = first; place < behind; place += 1) {
      if (shown.has(place)) continue;
      const item = make(place);
      // Rows stand in the page in their order, which is that of the Tab key.
      let next = null;
      for (const child of list.children) {
        if (Number(child.getAttribute("aria-posinset")) > place + 1) {
          next = child;
          break;
        }
      }
      list.insertBefore(item, next);
      shown.set(place, item);
    }
  };

  const lay = () => {
    measure();
    list.style.blockSize = `${rows.length * height}px`;
    list.replaceChildren();
    shown.clear();
    draw();
  };

  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
  window.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("resize", () => requestAnimationFrame(() => {
    const before = height;
    if (!list.closest("[hidden]")) measure();
    if (height === before) draw();
    else lay();
  }));

  const place = () => {
    const item = document.activeElement && document.activeElement.closest("#list > li");
    return item ? Number(item.getAttribute("aria-posinset")) - 1 : null;
  };

  // The sticky head of the page covers what is above this.
  const cover = () => {
    const nav = document.querySelector("nav");
    return getComputedStyle(nav).position === "sticky" ? nav.offsetHeight + 8 : 8;
  };

  const focus = (wanted) => {
    if (rows.length === 0) return;
    const at = Math.max(0, Math.min(rows.length - 1, wanted));
    const top = list.getBoundingClientRect().top + at * height;
    if (top < cover()) window.scrollBy(0, top - cover());
    else if (top + height > window.innerHeight) window.scrollBy(0, top + height - window.innerHeight + 8);
    draw();
    const item = shown.get(at);
    if (item) item.querySelector("a").focus({ preventScroll: true });
  };

  const firstInWindow = () => Math.max(0, Math.ceil((cover() - list.getBoundingClientRect().top) / height));

  return {
    element: list,
    show: (found) => {
      rows = found.slice(0, MOST_ROWS);
      lay();
    },
    draw: lay,
    move: (by) => focus(place() === null ? firstInWindow() : place() + by),
    focus,
    focusRow: (row) => {
      const at = rows.indexOf(row);
      if (at >= 0) focus(at);
    },
    neighbour: (row, by) => rows[rows.indexOf(row) + by],
    placeOf: (row) => rows.indexOf(row),
    cut: (found) => found.length - rows.length,
    length: () => rows.length,
  };
};
