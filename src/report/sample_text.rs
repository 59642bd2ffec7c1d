//! The texts of the sample report. All of them are made up.

use super::model::PassageKind::{self, Edited, Formula, Quote, Verbatim};
use super::sample::Held;
use crate::document::ArticleKind::{self, Main, Side, Teaser};

pub(super) struct DraftDocument {
    pub(super) id: &'static str,
    pub(super) path: &'static str,
    pub(super) record: Option<u64>,
    pub(super) source: Option<&'static str>,
    pub(super) url: Option<&'static str>,
    pub(super) lang: &'static str,
    /// What stands before the articles and belongs to none.
    pub(super) furniture: &'static str,
    pub(super) articles: &'static [DraftArticle],
}

pub(super) struct DraftArticle {
    pub(super) kind: ArticleKind,
    pub(super) title: Option<&'static str>,
    pub(super) published: &'static str,
    pub(super) coverage: f64,
    pub(super) blocks: &'static [&'static str],
}

const STORM_TITLE: &str = "Storm Elin cuts power to 40,000 homes along the northern coast";
const STORM_LEAD: &str = "Storm Elin has left about 40,000 homes along the northern coast without electricity after \
winds of 130 kilometres an hour brought down lines on Tuesday night.";
const STORM_EDIT: &str = "Storm Elin has left some 42,000 households along the northern coast without electricity after \
winds of 130 kilometres an hour brought down lines on Tuesday night.";
const STORM_QUOTE: &str = "We have never seen the sea come over the harbour wall like this";
const STORM_BODY: &str = "“We have never seen the sea come over the harbour wall like this,” said harbour master Ida \
Lund. Crews expect to restore most connections by Thursday morning.";

const WINTER_REPORT: &str = "The grid operator had warned of such an event in its winter report, which called the \
overhead lines of the north a risk that grows with every year.";

const TALKS_TITLE: &str = "انطلاق جولة جديدة من مفاوضات السد في الخرطوم";
const TALKS_LEAD: &str = "انطلقت في الخرطوم اليوم الأحد جولة جديدة من المفاوضات بشأن السد بمشاركة وزراء المياه في الدول \
الثلاث، وتستمر الجولة ثلاثة أيام.";
const TALKS_QUOTE: &str = "الاتفاق الملزم وحده يضمن حقوق الجميع في مياه النهر";

const fn record(
    id: &'static str,
    record: u64,
    source: &'static str,
    lang: &'static str,
    articles: &'static [DraftArticle],
) -> DraftDocument {
    DraftDocument {
        id,
        path: "feed.jsonl",
        record: Some(record),
        source: Some(source),
        url: Some("https://news.example/a?x=1&y=2"),
        lang,
        furniture: "",
        articles,
    }
}

const fn page(
    id: &'static str,
    source: &'static str,
    lang: &'static str,
    articles: &'static [DraftArticle],
) -> DraftDocument {
    let furniture = "الرئيسية | سياسة | اقتصاد\nشارك";
    DraftDocument { id, path: id, record: None, source: Some(source), url: None, lang, furniture, articles }
}

const fn article(
    kind: ArticleKind,
    title: &'static str,
    published: &'static str,
    coverage: f64,
    blocks: &'static [&'static str],
) -> DraftArticle {
    DraftArticle { kind, title: Some(title), published, coverage, blocks }
}

/// In canonical order.
pub(super) const DOCUMENTS: &[DraftDocument] = &[
    record(
        "feed.jsonl:1",
        1,
        "Coast Herald",
        "en",
        &[article(Main, STORM_TITLE, "2026-03-04T06:10:00Z", 0.92, &[STORM_TITLE, STORM_LEAD, STORM_BODY])],
    ),
    record(
        "feed.jsonl:2",
        2,
        "Daily Post",
        "en",
        &[article(Main, STORM_TITLE, "2026-03-04T07:00:00Z", 1.0, &[STORM_TITLE, STORM_LEAD, STORM_BODY])],
    ),
    record(
        "feed.jsonl:3",
        3,
        "Evening Wire",
        "en",
        &[article(
            Main,
            "42,000 without power as Storm Elin batters the coast",
            "2026-03-04T16:30:00Z",
            0.81,
            &["42,000 without power as Storm Elin batters the coast", STORM_EDIT, STORM_BODY],
        )],
    ),
    record(
        "feed.jsonl:4",
        4,
        "Harbour Times",
        "en",
        &[article(
            Main,
            "Harbour wall gives way in the worst storm for a generation",
            "2026-03-05",
            0.18,
            &[
                "Harbour wall gives way in the worst storm for a generation",
                "Part of the old harbour wall collapsed on Tuesday as Elin drove the sea into the lower town. Boats were \
             carried as far as the market square, and two families had to leave their homes.",
                "“We have never seen the sea come over the harbour wall like this,” Ida Lund, the harbour master, told us.",
            ],
        )],
    ),
    record(
        "feed.jsonl:5",
        5,
        "Coast Herald",
        "en",
        &[article(
            Main,
            "Power is back on the coast, three days after the storm",
            "2026-03-07",
            0.0,
            &[
                "Power is back on the coast, three days after the storm",
                "The last homes cut off by Storm Elin were connected again on Friday evening, the grid operator said.",
            ],
        )],
    ),
    record(
        "feed.jsonl:6",
        6,
        "दैनिक समाचार",
        "hi",
        &[article(
            Main,
            "दिल्ली में मेट्रो की नई लाइन शुरू",
            "2026-03-02",
            0.55,
            &[
                "दिल्ली में मेट्रो की नई लाइन शुरू",
                "यह लाइन शहर के पूर्वी हिस्से को सीधे हवाई अड्डे से जोड़ेगी और हर दिन तीन लाख यात्रियों को राहत देगी। पहले दिन ही स्टेशनों पर भीड़ रही।",
            ],
        )],
    ),
    record(
        "feed.jsonl:7",
        7,
        "नगर टाइम्स",
        "hi",
        &[article(
            Main,
            "पूर्वी दिल्ली से हवाई अड्डे तक अब सीधी मेट्रो",
            "2026-03-02",
            0.6,
            &[
                "पूर्वी दिल्ली से हवाई अड्डे तक अब सीधी मेट्रो",
                "अधिकारियों के अनुसार यह लाइन शहर के पूर्वी हिस्से को सीधे हवाई अड्डे से जोड़ेगी और हर दिन तीन लाख यात्रियों को राहत देगी।",
            ],
        )],
    ),
    record(
        "feed.jsonl:8",
        8,
        "北方日报",
        "zh",
        &[article(
            Main,
            "北方港口新铁路正式通车",
            "2026-03-03",
            0.7,
            &[
                "北方港口新铁路正式通车",
                "新铁路全长三百二十公里，设计时速二百五十公里，预计每年运送旅客一千五百万人次。沿线共设十二座车站。",
            ],
        )],
    ),
    record(
        "feed.jsonl:9",
        9,
        "港口晚报",
        "zh",
        &[article(
            Main,
            "港口至省会铁路今日开通 全程只需八十分钟",
            "2026-03-03",
            0.66,
            &[
                "港口至省会铁路今日开通 全程只需八十分钟",
                "据介绍，新铁路全长320公里，设计时速二百五十公里，预计每年运送旅客一千五百万人次。",
            ],
        )],
    ),
    DraftDocument {
        id: "odd/\u{202e}gnp.txt",
        path: "odd/\u{202e}gnp.txt",
        record: None,
        source: Some("evil\u{1b}]0;owned\u{7} & <b>sons</b>"),
        url: Some("javascript:alert(1)"),
        lang: "en",
        furniture: "",
        articles: &[
            article(
                Main,
                "</script><img src=x onerror=alert(1)>",
                "2026-03-06",
                0.0,
                &[
                    "</script><img src=x onerror=alert(1)>",
                    "\u{1b}[31mred\u{1b}[0m \u{202e}txet desrever\u{202c} `code` | pipe | @everyone #1 \
                     https://evil.example ![x](http://evil.example/p.png) <!-- --> ]]> &amp; ${x}",
                    "# Heading\n- list\n\n```\nfence\u{200b}",
                ],
            ),
            DraftArticle { kind: Side, title: None, published: "", coverage: 0.0, blocks: &[] },
        ],
    },
    page(
        "pages/001.txt",
        "الوطن",
        "ar",
        &[article(
            Main,
            TALKS_TITLE,
            "2026-03-01T09:00:00Z",
            0.88,
            &[
                TALKS_TITLE,
                TALKS_LEAD,
                "وقال وزير المياه خالد الأمين إن «الاتفاق الملزم وحده يضمن حقوق الجميع في مياه النهر».",
            ],
        )],
    ),
    page(
        "pages/002.txt",
        "النهار",
        "ar",
        &[
            article(
                Main,
                "وزراء المياه يعودون إلى طاولة المفاوضات بشأن السد",
                "2026-03-01",
                0.24,
                &[
                    "وزراء المياه يعودون إلى طاولة المفاوضات بشأن السد",
                    "BBC: بعد توقف دام أربعة أشهر التقى وزراء المياه في الخرطوم لبحث ملء السد وتشغيله في سنوات الجفاف.",
                    "وأكد وزير المياه خالد الأمين أن «الاتفاق الملزم وحده يضمن حقوق الجميع في مياه النهر»، رافضا أي إجراء أحادي.",
                ],
            ),
            article(
                Side,
                "جولة جديدة من مفاوضات السد",
                "2026-03-01",
                0.95,
                &["جولة جديدة من مفاوضات السد", TALKS_LEAD],
            ),
        ],
    ),
    page(
        "pages/003.txt",
        "الخليج اليوم",
        "ar",
        &[
            article(
                Main,
                "تعثر مفاوضات السد بعد خلاف على جدول الملء",
                "2026-03-03",
                0.3,
                &[
                    "تعثر مفاوضات السد بعد خلاف على جدول الملء",
                    "انتهت مساء الثلاثاء جولة المفاوضات بشأن السد من دون اتفاق بعد خلاف على جدول الملء في السنوات الأولى.",
                ],
            ),
            article(
                Teaser,
                "طقس الأسبوع: أمطار خفيفة على الساحل",
                "",
                0.0,
                &["طقس الأسبوع: أمطار خفيفة على الساحل"],
            ),
        ],
    ),
    page(
        "pages/004.txt",
        "الوطن",
        "ar",
        &[
            article(
                Main,
                "خلاف على جدول الملء يعطل الاتفاق بشأن السد",
                "2026-03-04",
                0.35,
                &[
                    "خلاف على جدول الملء يعطل الاتفاق بشأن السد",
                    "قالت مصادر إن الجولة انتهت من دون اتفاق بعد خلاف على جدول الملء في السنوات الأولى، وإن الوفود عادت إلى عواصمها.",
                ],
            ),
            article(
                Side,
                "الدول الثلاث توقع اتفاقا مبدئيا بشأن السد",
                "2026-03-19",
                0.0,
                &[
                    "الدول الثلاث توقع اتفاقا مبدئيا بشأن السد",
                    "وقعت الدول الثلاث اتفاقا مبدئيا ينظم ملء السد خلال سبع سنوات.",
                ],
            ),
        ],
    ),
    page(
        "pages/review.txt",
        "Northern Review",
        "en",
        &[article(
            Main,
            "Thousands in the dark after storm",
            "2026-03-05T05:00:00Z",
            0.64,
            &["Thousands in the dark after storm", STORM_LEAD, STORM_BODY, WINTER_REPORT],
        )],
    ),
    page(
        "pages/winter.txt",
        "Northern Review",
        "en",
        &[article(
            Main,
            "Ministry asks what cables under ground would cost",
            "2026-01-20",
            0.58,
            &[
                "Ministry asks what cables under ground would cost",
                WINTER_REPORT,
                "Putting them under ground would take fifteen years, the ministry thinks, and nobody has said who pays.",
            ],
        )],
    ),
];

/// Id, kind and holders.
pub(super) const PASSAGES: &[(&str, PassageKind, &[Held])] = &[
    (
        "passage-1",
        Edited,
        &[
            ("feed.jsonl:1#1", STORM_LEAD, &[]),
            ("feed.jsonl:2#1", STORM_LEAD, &[]),
            ("feed.jsonl:3#1", STORM_EDIT, &["some 42,000 households"]),
            ("pages/review.txt#1", STORM_LEAD, &[]),
        ],
    ),
    (
        "passage-2",
        Quote,
        &[
            ("feed.jsonl:1#1", STORM_QUOTE, &[]),
            ("feed.jsonl:2#1", STORM_QUOTE, &[]),
            ("feed.jsonl:3#1", STORM_QUOTE, &[]),
            ("pages/review.txt#1", STORM_QUOTE, &[]),
            ("feed.jsonl:4#1", STORM_QUOTE, &[]),
        ],
    ),
    ("passage-3", Verbatim, &[("pages/001.txt#1", TALKS_LEAD, &[]), ("pages/002.txt#2", TALKS_LEAD, &[])]),
    ("passage-4", Quote, &[("pages/001.txt#1", TALKS_QUOTE, &[]), ("pages/002.txt#1", TALKS_QUOTE, &[])]),
    (
        "passage-5",
        Verbatim,
        &[
            ("pages/003.txt#1", "من دون اتفاق بعد خلاف على جدول الملء في السنوات الأولى", &[]),
            ("pages/004.txt#1", "من دون اتفاق بعد خلاف على جدول الملء في السنوات الأولى", &[]),
        ],
    ),
    (
        "passage-6",
        Verbatim,
        &[
            (
                "feed.jsonl:6#1",
                "यह लाइन शहर के पूर्वी हिस्से को सीधे हवाई अड्डे से जोड़ेगी और हर दिन तीन लाख यात्रियों को राहत देगी",
                &[],
            ),
            (
                "feed.jsonl:7#1",
                "यह लाइन शहर के पूर्वी हिस्से को सीधे हवाई अड्डे से जोड़ेगी और हर दिन तीन लाख यात्रियों को राहत देगी",
                &[],
            ),
        ],
    ),
    (
        "passage-7",
        Edited,
        &[
            (
                "feed.jsonl:8#1",
                "新铁路全长三百二十公里，设计时速二百五十公里，预计每年运送旅客一千五百万人次",
                &[],
            ),
            (
                "feed.jsonl:9#1",
                "新铁路全长320公里，设计时速二百五十公里，预计每年运送旅客一千五百万人次",
                &["320"],
            ),
        ],
    ),
    (
        "passage-8",
        Formula,
        &[
            ("pages/001.txt#1", "وزير المياه خالد الأمين", &[]),
            ("pages/002.txt#1", "وزير المياه خالد الأمين", &[]),
        ],
    ),
    (
        "passage-9",
        Verbatim,
        &[("pages/winter.txt#1", WINTER_REPORT, &[]), ("pages/review.txt#1", WINTER_REPORT, &[])],
    ),
];
