// Which clusters the controls ask for, in which order, and how that is written in the address.

// Outlets in the menu; the search finds the others.
const MOST_OPTIONS = 500;
const DEFAULTS = { q: "", level: "0,1,2", size: "", outlet: "", language: "", from: "", to: "", sort: "" };

const makeFilter = (index, changed) => {
  const form = document.getElementById("controls");
  const field = (id) => document.getElementById(id);
  const levels = Array.from(form.querySelectorAll("input[name=level]"));
  const fields = { q: field("query"), size: field("size"), outlet: field("outlet"), language: field("language"), from: field("from"), to: field("to"), sort: field("sort") };

  const offer = (select, value, text) => {
    const option = document.createElement("option");
    option.value = value;
    option.textContent = text;
    select.append(option);
  };
  index.names.outlets.slice(0, MOST_OPTIONS).forEach(([name, n]) => offer(fields.outlet, name, `${name} (${n.toLocaleString("en")})`));
  index.names.languages.forEach(([code, name, n]) => offer(fields.language, code, `${name} (${n.toLocaleString("en")})`));
  for (const level of levels) level.closest("label").hidden = !index.rows.some((row) => row.level === Number(level.value));
  for (const name of ["outlet", "language"]) fields[name].closest(".control").hidden = fields[name].options.length < 3;
  // Where nothing but single articles was found, they are what there is to see.
  const several = index.rows.some((row) => row.level !== SINGLE);
  const defaults = { ...DEFAULTS, level: several ? DEFAULTS.level : "3" };

  const state = () => {
    const now = { level: levels.filter((level) => level.checked && !level.closest("label").hidden).map((level) => level.value).join(",") };
    const usual = defaults.level.split(",").filter((value) => !levels[Number(value)].closest("label").hidden).join(",");
    if (now.level === usual) now.level = defaults.level;
    for (const name of Object.keys(fields)) now[name] = fields[name].value;
    return now;
  };

  const show = (wanted) => {
    const full = { ...defaults, ...wanted };
    for (const level of levels) level.checked = full.level.split(",").includes(level.value);
    for (const name of Object.keys(fields)) {
      if (name === "outlet" && full.outlet && !Array.from(fields.outlet.options).some((option) => option.value === full.outlet)) {
        offer(fields.outlet, full.outlet, full.outlet);
      }
      fields[name].value = full[name];
    }
  };

  // `clusters?q=storm&sort=first`: what differs from the defaults.
  const address = () => {
    const now = state();
    const said = new URLSearchParams();
    for (const name of Object.keys(DEFAULTS)) if (now[name] !== defaults[name]) said.set(name, now[name]);
    const query = said.toString();
    return query ? `clusters?${query}` : "clusters";
  };
  const read = (query) => {
    const said = new URLSearchParams(query);
    const wanted = {};
    for (const name of Object.keys(DEFAULTS)) if (said.has(name)) wanted[name] = said.get(name);
    show(wanted);
  };

  const fits = (now) => {
    const words = plain(now.q).split(/\s+/).filter(Boolean);
    const wanted = new Set(now.level.split(",").filter(Boolean).map(Number));
    const size = Number(now.size);
    const outlet = now.outlet ? index.names.outlets.findIndex(([name]) => name === now.outlet) : null;
    const language = now.language ? index.names.languages.findIndex(([code]) => code === now.language) : null;
    return (row) =>
      wanted.has(row.level) && row.size >= size
      && (outlet === null || row.outlets.includes(outlet))
      && (language === null || row.languages.includes(language))
      // What has no date was published on no day that is asked for.
      && (!now.from || (row.last !== null && row.last >= now.from))
      && (!now.to || (row.first !== null && row.first <= now.to))
      && words.every((word) => foldedOf(index, row).includes(word));
  };

  const collator = new Intl.Collator(undefined, { numeric: true });
  // Rows without a date come last, whatever the direction.
  const byDate = (key, sign) => (a, b) => {
    if (a[key] === b[key]) return a.place - b.place;
    if (a[key] === null || b[key] === null) return a[key] === null ? 1 : -1;
    return a[key] < b[key] ? -sign : sign;
  };
  const orders = {
    independent: (a, b) => b.independent - a.independent || a.place - b.place,
    first: byDate("first", 1),
    last: byDate("last", -1),
    headline: (a, b) => collator.compare(a.headline, b.headline) || a.place - b.place,
  };
  const results = () => {
    const now = state();
    const found = index.rows.filter(fits(now));
    // The index is in the order of the number of articles.
    return orders[now.sort] ? found.sort(orders[now.sort]) : found;
  };
  // Of how many: the clusters of the levels that are looked at.
  const all = () => {
    const wanted = new Set(state().level.split(",").filter(Boolean).map(Number));
    return index.rows.filter((row) => wanted.has(row.level)).length;
  };

  let waiting;
  fields.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => changed("typed"), 120);
  });
  form.addEventListener("change", (event) => {
    clearTimeout(waiting);
    changed(event.target === fields.q ? "typed" : "chosen");
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    show({});
    changed("chosen");
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  return { form, query: fields.q, address, read, results, all };
};
