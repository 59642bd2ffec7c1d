//! What is the same on every page: its head, its style and its script.

/// The policy forbids every request, so that not even a mistake in escaping could make one.
pub(super) const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
"#;

pub(super) const STYLE: &str = concat!(
    include_str!("style/base.css"),
    include_str!("style/overview.css"),
    include_str!("style/list.css"),
    include_str!("style/cluster.css"),
    include_str!("style/reader.css"),
    include_str!("style/print.css"),
);

/// One function, so that its parts see each other and nothing else sees them.
pub(super) const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("script/chunks.js"),
    include_str!("script/words.js"),
    include_str!("script/index.js"),
    include_str!("script/filter.js"),
    include_str!("script/list.js"),
    include_str!("script/reader.js"),
    include_str!("script/cluster.js"),
    include_str!("script/route.js"),
    "})();\n",
);
