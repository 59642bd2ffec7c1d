// What the address asks for, the keys, and the beginning.

const start = async () => {
  // An old browser keeps what stands on the page without the script.
  if (!document.getElementById("index-0") || !window.DecompressionStream) return;
  const index = await readIndex();
  let found = [];
  const said = document.getElementById("count");
  const list = makeList(index);
  const opened = makeOpened(index, list);
  const overview = document.getElementById("overview");
  const clusters = document.getElementById("clusters");
  const place = document.getElementById("opened");
  const title = document.title;
  // Where the page was left, by which link, and for which cluster.
  let left = { y: 0, row: null, link: null };
  let isHome = true;
  // The browser itself takes the focus off a link that leads within the page.
  let followed = null;
  document.addEventListener("click", (event) => {
    followed = event.target.closest && event.target.closest("a");
  }, true);

  let shown = null;
  const update = () => {
    shown = filter.address();
    found = filter.results();
    list.show(found);
    const all = filter.all();
    const cut = list.cut(found);
    said.textContent = (found.length === all ? counted(all, "cluster", "clusters") : `${found.length.toLocaleString("en")} of ${counted(all, "cluster", "clusters")}`)
      + (cut > 0 ? `; the first ${list.length().toLocaleString("en")} are listed` : "");
  };
  const filter = makeFilter(index, (how) => {
    // A field that is left says once more what is known; the list and the focus in it stay as they are.
    if (filter.address() === shown) return;
    update();
    const address = `#${shown}`;
    if (how === "typed") history.replaceState(null, "", address);
    else if (location.hash !== address) history.pushState(null, "", address);
    const top = clusters.getBoundingClientRect().top;
    if (top < 0) window.scrollBy(0, top);
  });

  const home = () => {
    const wasHome = isHome;
    isHome = true;
    document.body.dataset.view = "home";
    document.title = title;
    overview.hidden = clusters.hidden = false;
    place.hidden = true;
    opened.close();
    list.draw();
    return wasHome;
  };

  // Counts what the address asked for, so that what comes too late is not shown.
  let turn = 0;
  const openCluster = (row, texts) => {
    const mine = turn;
    const reveal = () => {
      left = isHome ? { y: window.scrollY, row, link: followed } : { ...left, row, link: null };
      isHome = false;
      document.body.dataset.view = "cluster";
      overview.hidden = clusters.hidden = true;
      place.hidden = false;
      document.title = `${row.headline} · ${title}`;
    };
    return opened.show(row, texts, `#${filter.address()}`, { reveal, isAsked: () => mine === turn });
  };

  const goHome = (target, isNewSearch) => {
    const wasHome = home();
    if (!wasHome && !isNewSearch && (target === "" || target === "clusters")) {
      window.scrollTo(0, left.y);
      if (left.link && left.link.closest("#overview")) left.link.focus({ preventScroll: true });
      else if (left.row) list.focusRow(left.row);
      return;
    }
    const element = target && document.getElementById(target);
    if (!element) return;
    if (element.tagName === "DETAILS") element.open = true;
    element.scrollIntoView({ block: "start" });
  };

  const route = async () => {
    turn += 1;
    const asked = location.hash.slice(1);
    const cluster = /^([lsc]-[^/?]+)(?:\/(\d+))?(?:\/(\d+))?$/.exec(asked);
    const row = cluster && index.byAnchor.get(cluster[1]);
    if (row) {
      await openCluster(row, [cluster[2] === undefined ? null : cluster[2], cluster[3]]);
      return;
    }
    const [target, query] = asked.split("?");
    const isNewSearch = target === "clusters" && asked !== shown;
    if (isNewSearch) {
      filter.read(query || "");
      update();
    }
    goHome(target, isNewSearch);
  };

  // Overview links to clusters that do not stand on the page.
  for (const name of document.querySelectorAll("#overview [data-cluster]")) {
    const link = element("a", "", ...name.childNodes);
    link.href = `#${name.dataset.cluster}`;
    name.append(link);
  }
  // What stands on the page without the script is for paper now, and its clusters are opened from their chunks.
  document.getElementById("first").hidden = true;
  for (const cluster of document.querySelectorAll("#first > .cluster")) cluster.removeAttribute("id");
  filter.form.hidden = false;
  document.getElementById("found").hidden = false;
  document.body.dataset.view = "home";
  history.scrollRestoration = "manual";
  update();

  const isTyping = (target) => target.matches && target.matches("input:not([type=checkbox]), select, textarea");
  const keys = {
    "/": () => {
      if (!isHome) return false;
      filter.query.focus();
      filter.query.scrollIntoView({ block: "center" });
      return true;
    },
    Escape: () => {
      if (isHome) return false;
      location.hash = filter.address();
      return true;
    },
    next: (by) => {
      if (isHome) list.move(by);
      else {
        const neighbour = list.neighbour(opened.row(), by);
        if (neighbour) location.hash = neighbour.anchor;
      }
      return true;
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, target } = event;
    let done = false;
    if (target === filter.query) {
      if (key === "Escape") {
        filter.query.value = "";
        filter.query.dispatchEvent(new Event("input"));
        filter.query.blur();
        done = true;
      } else if (key === "ArrowDown") {
        list.focus(0);
        done = true;
      }
    } else if (!isTyping(target)) {
      const inList = target.closest && target.closest("#list");
      if (key === "/" || key === "Escape") done = keys[key]();
      else if (key === "j" || (key === "ArrowDown" && inList)) done = keys.next(1);
      else if (key === "k" || (key === "ArrowUp" && inList)) done = keys.next(-1);
      else if (key === "Home" && inList) done = list.focus(0) === undefined;
      else if (key === "End" && inList) done = list.focus(list.length() - 1) === undefined;
    } else if (key === "Escape" && !isHome) done = keys.Escape();
    if (done) event.preventDefault();
  });

  window.addEventListener("hashchange", route);
  if (location.hash.length > 1) await route();
  document.body.dataset.ready = "";
  foldInAdvance(index);
};
start();
