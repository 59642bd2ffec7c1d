// The page of a cluster: what the report wrote of it, and what only the script can add to it.

// Longer lists are folded, here and not in print.
const LONG = { ".members": 16, ".line": 16, ".holders": 8, ".only > ol": 8, ".shared": 12 };

const LEGEND = [
  ["both", "in both texts"],
  ["differs", "in other words"],
  ["other", "shared with others"],
  ["only", "only here"],
  ["phrase", "a fixed phrase"],
];

const fold = (page) => {
  for (const [which, most] of Object.entries(LONG)) {
    for (const list of page.querySelectorAll(which)) {
      const all = Array.from(list.children).filter((child) => child.matches("li, figure"));
      if (all.length <= most + 3) continue;
      all.slice(most).forEach((child) => child.classList.add("folded"));
      const button = element("button", "unfold", `Show all ${all.length.toLocaleString("en")}`);
      button.type = "button";
      button.dir = "ltr";
      button.addEventListener("click", () => {
        const next = all[most];
        all.forEach((child) => child.classList.remove("folded"));
        button.remove();
        next.tabIndex = -1;
        next.focus({ preventScroll: true });
      });
      list.after(button);
    }
  }
};

// What an article is called in the menus: outlet, day, headline.
const nameOf = (member) => {
  const text = (which) => (member.querySelector(which) ? member.querySelector(which).textContent : "");
  // Set apart from each other, so that a day is not reordered beside Arabic.
  return [text(".source"), text("time"), text(".name")].filter(Boolean).map((part) => `\u2068${part}\u2069`).join(" · ");
};

const choice = (id, text, members, empty) => {
  const label = element("label", "", text);
  label.htmlFor = id;
  const select = element("select", "");
  select.id = id;
  select.dir = "auto";
  if (empty) select.append(new Option(empty, ""));
  for (const member of members) select.append(new Option(nameOf(member), member.dataset.article));
  return [element("div", "control", label, select), select];
};

const makeReader = (page, row) => {
  const members = Array.from(page.querySelectorAll(".members > .member"));
  const reader = element("section", "reader");
  const title = element("h3", "", members.length > 1 ? "Side by side" : "The article");
  title.id = "reader-name";
  title.tabIndex = -1;
  reader.setAttribute("aria-labelledby", title.id);
  const [first, left] = choice("left", "First article", members, null);
  const [second, right] = choice("right", "Second article", members, "none: read the first alone");
  const controls = element("div", "choices", first, second);
  controls.hidden = members.length < 2;
  const legend = element("p", "legend");
  for (const [look, text] of LEGEND) legend.append(element("span", look, element("mark", look, text)));
  reader.append(title, controls, legend, element("div", "columns"));
  const choose = () => {
    location.hash = [row.anchor, left.value, right.value].filter(Boolean).join("/");
  };
  left.addEventListener("change", choose);
  right.addEventListener("change", choose);

  // Rows and cells lead to the texts they are about.
  for (const member of members) {
    const name = member.querySelector(".name");
    const link = element("a", "", ...name.childNodes);
    link.href = `#${row.anchor}/${member.dataset.article}`;
    name.append(link);
  }
  for (const cell of page.querySelectorAll("td[data-articles]")) {
    const link = element("a", "", ...cell.childNodes);
    link.href = `#${row.anchor}/${cell.dataset.articles.replace(" ", "/")}`;
    cell.append(link);
  }
  const before = page.querySelector(".shared, .only, .why");
  if (before) before.before(reader);
  else page.append(reader);

  const usual = (page.dataset.pair || "").split(" ").filter(Boolean);
  if (usual.length === 0 && members.length > 0) usual.push(members[0].dataset.article);
  let shown = null;
  const read = async (a, b) => {
    // An address may name an article that is not in this cluster.
    const isMember = members.some((member) => member.dataset.article === a);
    const [one, other] = isMember ? [a, b] : [usual[0], usual[1]];
    left.value = one;
    right.value = other === undefined || other === null ? "" : other;
    const wanted = `${left.value}/${right.value}`;
    if (wanted === shown || !left.value) return;
    shown = wanted;
    await showTexts(reader, Number(left.value), right.value === "" ? null : Number(right.value));
  };
  const goTo = () => {
    title.scrollIntoView({ block: "start" });
    title.focus({ preventScroll: true });
  };
  return { read, goTo };
};

// The parts of a long page, in one line.
const contents = (page) => {
  const titles = Array.from(page.querySelectorAll("h3"));
  const parts = element("ul", "contents");
  for (const title of titles) {
    const button = element("button", "", title.textContent);
    button.type = "button";
    button.addEventListener("click", () => {
      title.tabIndex = -1;
      title.scrollIntoView({ block: "start" });
      title.focus({ preventScroll: true });
    });
    parts.append(element("li", "", button));
  }
  return titles.length > 2 ? parts : null;
};

const makeOpened = (index, list) => {
  const place = document.getElementById("opened");
  let open = null;

  const bar = (row, back) => {
    const made = element("div", "bar");
    const link = element("a", "back", "← All clusters");
    link.href = back;
    made.append(link);
    const at = list.placeOf(row);
    if (at >= 0) {
      made.append(element("span", "faint", `${(at + 1).toLocaleString("en")} of ${list.length().toLocaleString("en")}`));
      for (const [by, text] of [[-1, "Previous"], [1, "Next"]]) {
        const neighbour = list.neighbour(row, by);
        if (!neighbour) continue;
        const step = element("a", "", text);
        step.href = `#${neighbour.anchor}`;
        made.append(step);
      }
    }
    return made;
  };

  // `reveal` brings the page of the cluster into view; `isAsked` says whether it is still what the address asks for.
  const show = async (row, [a, b], back, { reveal, isAsked }) => {
    if (open && open.row === row) {
      reveal();
      await open.reader.read(a, b);
      if (a !== null) open.reader.goTo();
      return;
    }
    const written = await itemAt("clusters", row.place);
    if (written === undefined || !isAsked()) return;
    // Markup that the report wrote, in which every text is escaped; nothing else comes into the page this way.
    const template = document.createElement("template");
    template.innerHTML = written;
    const page = template.content.firstElementChild;
    page.removeAttribute("id");
    const reader = makeReader(page, row);
    const parts = contents(page);
    if (parts) page.querySelector("h3").before(parts);
    fold(page);
    place.replaceChildren(bar(row, back), page);
    open = { row, reader };
    reveal();
    if (a === null) {
      window.scrollTo(0, 0);
      page.querySelector("h2").focus({ preventScroll: true });
    }
    await reader.read(a, b);
    if (a !== null && isAsked()) reader.goTo();
  };
  return {
    show,
    row: () => open && open.row,
    close: () => {
      place.replaceChildren();
      open = null;
    },
  };
};
