//! Kinds of articles as sites mark them up.

use super::texts::Texts;
use super::{Body, escaped};

type Kind = (&'static str, fn(&Texts, usize) -> Body);

pub(super) const KINDS: [Kind; 16] = [
    ("brief", brief),
    ("short first and last paragraphs", ordinary),
    ("interview", interview),
    ("live blog", live),
    ("list inside", list),
    ("recipe", recipe),
    ("notice with a table", notice),
    ("posts of a forum", forum),
    ("line breaks in a div", breaks),
    ("text in a cell", cell),
    ("a div a paragraph", divs),
    ("a wrapper a paragraph", wrapped),
    ("subheads", subheads),
    ("quotation", quotation),
    ("boxes between paragraphs", boxes),
    ("one long paragraph", one),
];

fn brief(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    body.put("<p>", texts.paragraphs(turn)[0], "</p>");
    body.put("<p>", texts.short(turn), "</p>");
    body
}

fn ordinary(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    body.put("<p>", texts.short(turn), "</p>");
    for line in texts.paragraphs(turn) {
        body.put("<p>", line, "</p>");
    }
    body.put("<p>", texts.short(turn + 1), "</p>");
    body.put("<p>", texts.short(turn + 2), "</p>");
    body
}

fn interview(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    for (at, line) in texts.paragraphs(turn).into_iter().enumerate() {
        if at > 0 {
            let question =
                if turn.is_multiple_of(2) { ("<p><b>", "</b></p>") } else { ("<p class=\"q\">", "</p>") };
            if at <= 4 {
                body.put(question.0, texts.question(at - 1), question.1);
            }
        }
        body.put("<p>", line, "</p>");
    }
    body.put("<p>", texts.short(turn), "</p>");
    body
}

fn live(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    body.put("<p>", texts.paragraphs(turn)[0], "</p>");
    for (at, line) in texts.paragraphs(turn).into_iter().skip(1).enumerate() {
        body.add(&format!("<div class=\"entry\"><time>{}:15</time>\n", 18 - at));
        if let Some(subhead) = texts.subheads.get(at) {
            body.put("<h3>", subhead, "</h3>");
        }
        body.put("<p>", line, "</p></div>");
    }
    body
}

fn list(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    let lines = texts.paragraphs(turn);
    body.put("<p>", lines[0], "</p>");
    body.add("<ul>\n");
    (0..4).for_each(|at| body.put("<li>", texts.item(at), "</li>"));
    body.add("</ul>\n");
    for line in &lines[1..] {
        body.put("<p>", line, "</p>");
    }
    body.add("<ul>\n");
    (4..6).for_each(|at| body.put("<li>", texts.short(at + turn), "</li>"));
    body.add("</ul>\n");
    body.lines.dedup();
    body
}

fn recipe(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    let lines = texts.paragraphs(turn);
    body.put("<p class=\"intro\">", lines[0], "</p>");
    body.put("<h2>", texts.subheads[0], "</h2>");
    body.add("<ul class=\"ingredients\">\n");
    (0..4).for_each(|at| body.put("<li>", texts.item(at), "</li>"));
    body.add("</ul>\n");
    body.put("<h2>", texts.subheads[1], "</h2>");
    body.add("<ol class=\"method\">\n");
    lines[1..].iter().for_each(|line| body.put("<li>", line, "</li>"));
    body.put("<li>", texts.short(turn), "</li>");
    body.add("</ol>\n");
    body
}

fn notice(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    let lines = texts.paragraphs(turn);
    body.put("<p>", lines[0], "</p>");
    body.add("<table class=\"data\">\n");
    for at in 0..4 {
        body.add("<tr>");
        body.put("<td>", texts.item(at), "</td>");
        body.put("<td>", &format!("{} {}", 310 + at, 'A'), "</td></tr>");
    }
    body.add("</table>\n");
    for line in &lines[1..] {
        body.put("<p>", line, "</p>");
    }
    body.put("<p>", texts.short(turn), "</p>");
    body
}

fn forum(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    for (at, line) in texts.paragraphs(turn).into_iter().enumerate() {
        body.add(&format!(
            "<div class=\"post\"><div class=\"user\"><a href=\"/u/{at}\">heron_{at}</a></div><div class=\"message\">"
        ));
        body.put("<p>", line, "</p></div></div>");
    }
    body
}

fn breaks(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    body.add("<div class=\"text\">");
    body.put("", texts.short(turn), "<br><br>");
    for line in texts.paragraphs(turn) {
        body.put("", line, "<br><br>");
    }
    body.put("", texts.short(turn + 1), "</div>");
    body
}

fn cell(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    body.add("<table width=\"100%\"><tr><td valign=\"top\">");
    for line in texts.paragraphs(turn) {
        body.put("", line, "<br>&nbsp;<br>");
    }
    body.put("", texts.short(turn), "</td></tr></table>");
    body
}

fn divs(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    for line in texts.paragraphs(turn) {
        body.put("<div>", line, "</div>");
    }
    body.put("<div>", texts.short(turn), "</div>");
    body
}

fn wrapped(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    body.put("<div class=\"block\"><div class=\"row\"><p>", texts.short(turn), "</p></div></div>");
    for line in texts.paragraphs(turn) {
        body.put("<div class=\"block\"><div class=\"row\"><p>", line, "</p></div></div>");
    }
    body.put("<div class=\"block\"><div class=\"row\"><p>", texts.short(turn + 1), "</p></div></div>");
    body
}

fn subheads(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    for (at, line) in texts.paragraphs(turn).into_iter().enumerate() {
        if let Some(subhead) = at.checked_sub(1).and_then(|at| texts.subheads.get(at)) {
            if turn.is_multiple_of(2) {
                body.put("<h2>", subhead, "</h2>");
            } else {
                body.put("<p><strong>", subhead, "</strong></p>");
            }
        }
        body.put("<p>", line, "</p>");
    }
    body
}

fn quotation(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    let lines = texts.paragraphs(turn);
    body.put("<p>", lines[0], "</p>");
    body.put("<blockquote><p>", texts.short(turn), "</p></blockquote>");
    for line in &lines[1..] {
        body.put("<p>", line, "</p>");
    }
    body.put("<blockquote><p>", texts.short(turn + 1), "</p></blockquote>");
    body.put("<p>", texts.short(turn + 2), "</p>");
    body
}

fn boxes(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    for (at, line) in texts.paragraphs(turn).into_iter().enumerate() {
        body.put("<p>", line, "</p>");
        let (title, lead) = texts.other(turn, at);
        let link = format!("<a href=\"/{at}\">{}</a>", escaped(title));
        body.add(&match at {
            0 => format!("<div class=\"newsletter\"><p>{}</p></div>\n", escaped(texts.newsletter)),
            1 => format!("<p><strong>{}:</strong> {link}</p>\n", escaped(texts.related)),
            2 => format!("<aside class=\"box\"><h4>{link}</h4><p>{}</p></aside>\n", escaped(lead)),
            _ => String::new(),
        });
    }
    body.put("<p>", texts.short(turn), "</p>");
    body
}

fn one(texts: &Texts, turn: usize) -> Body {
    let mut body = Body::default();
    body.put("<p>", &texts.paragraphs(turn).join(" "), "</p>");
    body
}
