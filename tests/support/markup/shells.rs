//! What stands around an article: sites of several makes.

use super::escaped;
use super::texts::Texts;

type Frame = fn(&Texts, &str, &str, usize) -> String;

pub(super) const SHELLS: [(&str, Frame); 8] = [
    ("main and article", modern),
    ("entry and widgets", entry),
    ("tables", tables),
    ("amp", amp),
    ("bare", bare),
    ("cards around", cards),
    ("names without meaning", soup),
    ("one container", container),
];

fn head(texts: &Texts, title: &str, turn: usize) -> String {
    let title = escaped(title);
    let more = if turn.is_multiple_of(3) {
        format!("<meta property=\"og:title\" content=\"{title}\">")
    } else {
        String::new()
    };
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title} - Calver {}</title>{more}</head>",
        escaped(texts.menu[1])
    )
}

fn menu(texts: &Texts) -> String {
    let items = texts.menu.iter().map(|item| format!("<li><a href=\"/{item}\">{item}</a></li>"));
    format!("<ul>{}</ul>", items.collect::<String>())
}

/// Headlines that link, with or without their first sentence.
fn links(texts: &Texts, turn: usize, open: &str, close: &str) -> String {
    let link = |at: usize| {
        let (title, _) = texts.other(turn, at + 3);
        format!("{open}<a href=\"/a/{at}\">{}</a>{close}", escaped(title))
    };
    (0..4).map(link).collect()
}

fn teasers(texts: &Texts, turn: usize, open: &str, close: &str) -> String {
    let teaser = |at: usize| {
        let (title, lead) = texts.other(turn, at + 3);
        let (title, lead) = (escaped(title), escaped(lead));
        format!("{open}<h3><a href=\"/a/{at}\">{title}</a></h3><p>{lead}</p>{close}")
    };
    (0..3).map(teaser).collect()
}

fn modern(texts: &Texts, title: &str, body: &str, turn: usize) -> String {
    format!(
        "{}<body><header><nav>{}</nav></header><main><article><h1>{}</h1><p class=\"byline\">{}</p>\
         <div class=\"share\"><button>{}</button></div>{body}</article>\
         <section class=\"more\"><h2>{}</h2>{}</section></main><footer><p>© 2026 {}</p></footer></body></html>",
        head(texts, title, turn),
        menu(texts),
        escaped(title),
        texts.byline,
        texts.share,
        texts.related,
        links(texts, turn, "<p>", "</p>"),
        texts.rights
    )
}

fn entry(texts: &Texts, title: &str, body: &str, turn: usize) -> String {
    format!(
        "{}<body class=\"single\"><div id=\"page\"><div id=\"masthead\"><div class=\"logo\"><a href=\"/\">Calver</a></div>{}</div>\
         <div id=\"primary\"><div class=\"post hentry\"><h1 class=\"entry-title\">{}</h1><div class=\"entry-meta\"><span>{}</span> \
         <time datetime=\"2026-03-04\">4.3.2026</time></div><div class=\"entry-content\">{body}</div>\
         <div class=\"entry-footer\"><a href=\"/t\">{}</a></div></div><div id=\"comments\"><h3>{}</h3><ol>\
         <li><p>{}</p></li></ol></div></div><div id=\"secondary\" class=\"widget-area\"><div class=\"widget\">\
         <h3>{}</h3><ul>{}</ul></div></div><div id=\"colophon\">{}</div></div></body></html>",
        head(texts, title, turn),
        menu(texts),
        escaped(title),
        texts.byline,
        texts.menu[2],
        texts.comments,
        texts.question(turn),
        texts.related,
        links(texts, turn, "<li>", "</li>"),
        texts.rights
    )
}

fn tables(texts: &Texts, title: &str, body: &str, turn: usize) -> String {
    let cells: String =
        texts.menu.iter().map(|item| format!("<td><a href=\"/{item}\">{item}</a></td>")).collect();
    format!(
        "{}<body bgcolor=\"#ffffff\"><table width=\"760\"><tr>{cells}</tr></table><table width=\"760\"><tr>\
         <td width=\"120\" valign=\"top\">{}</td><td valign=\"top\"><font size=\"5\"><b>{}</b></font><br><i>{}</i><hr>{body}</td>\
         </tr></table><center><small>© 2026 {}</small></center></body></html>",
        head(texts, title, turn),
        links(texts, turn, "", "<br>"),
        escaped(title),
        texts.byline,
        texts.rights
    )
}

fn amp(texts: &Texts, title: &str, body: &str, turn: usize) -> String {
    format!(
        "{}<body><amp-sidebar id=\"s\">{}</amp-sidebar><div class=\"amp-header\"><a href=\"/\">Calver</a></div>\
         <div class=\"amp-wp-article\"><div class=\"amp-wp-article-header\"><h1>{}</h1><div>{}</div></div>\
         <amp-img src=\"a.jpg\" width=\"1\" height=\"1\"></amp-img><div class=\"amp-wp-article-content\">{body}</div>\
         <amp-social-share type=\"email\"></amp-social-share></div><div class=\"amp-related\"><h2>{}</h2>{}</div>\
         <div class=\"amp-footer\"><p>{}</p></div></body></html>",
        head(texts, title, turn),
        menu(texts),
        escaped(title),
        texts.byline,
        texts.related,
        links(texts, turn, "<div>", "</div>"),
        texts.rights
    )
}

fn bare(_: &Texts, title: &str, body: &str, _: usize) -> String {
    format!("<html><body><h1>{}</h1>{body}</body></html>", escaped(title))
}

fn cards(texts: &Texts, title: &str, body: &str, turn: usize) -> String {
    format!(
        "{}<body><nav>{}</nav><div class=\"layout\"><div class=\"story\"><h1>{}</h1><div class=\"meta\">{}</div>\
         <div class=\"story-text\">{body}</div></div><div class=\"rail\"><h2>{}</h2>{}</div></div><footer>{}</footer></body></html>",
        head(texts, title, turn),
        menu(texts),
        escaped(title),
        texts.byline,
        texts.related,
        teasers(texts, turn, "<article class=\"card\">", "</article>"),
        texts.rights
    )
}

fn soup(texts: &Texts, title: &str, body: &str, turn: usize) -> String {
    format!(
        "{}<body><div class=\"css-1x\"><div class=\"css-2y\">{}</div><div class=\"css-3z\"><div class=\"css-4a\"><div class=\"css-5b\">\
         <h1 class=\"css-6c\">{}</h1><div class=\"css-7d\"><span>{}</span></div><div class=\"css-8e\"><span>{}</span></div>\
         <div class=\"css-9f\">{body}</div></div><div class=\"css-8e\"><span>{}</span></div></div><div class=\"css-0g\"><div>{}</div>{}</div>\
         </div><div class=\"css-2h\">{}</div></div></body></html>",
        head(texts, title, turn),
        menu(texts),
        escaped(title),
        texts.byline,
        texts.share,
        texts.share,
        texts.related,
        teasers(texts, turn, "<div class=\"css-3j\">", "</div>"),
        texts.rights
    )
}

fn container(texts: &Texts, title: &str, body: &str, turn: usize) -> String {
    format!(
        "{}<body><div id=\"top\">{}</div><div id=\"content\"><h1>{}</h1><p class=\"author\">{}</p>{body}\
         <p class=\"tags\"><a href=\"/t/1\">{}</a> <a href=\"/t/2\">{}</a></p><h3>{}</h3><ul>{}</ul><form><p>{}</p><input name=\"q\"></form>\
         </div><div id=\"bottom\"><p>{}</p></div></body></html>",
        head(texts, title, turn),
        menu(texts),
        escaped(title),
        texts.byline,
        texts.menu[2],
        texts.menu[3],
        texts.related,
        links(texts, turn, "<li>", "</li>"),
        texts.newsletter,
        texts.rights
    )
}
