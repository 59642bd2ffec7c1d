//! What pages are made of: the articles of `seeds/`, and short lines that were written for this test.

use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Record {
    title: String,
    text: String,
}

/// The articles and short lines of one language.
pub(super) struct Texts {
    articles: Vec<(String, Vec<String>)>,
    /// Sentences of a few words, as articles begin and end with.
    short: &'static [&'static str],
    /// Questions of an interview.
    questions: &'static [&'static str],
    /// Items of a list, without a full stop.
    items: &'static [&'static str],
    /// Headings inside an article.
    pub(super) subheads: &'static [&'static str],
    /// Lines of menus and of the boxes around an article.
    pub(super) menu: &'static [&'static str],
    pub(super) related: &'static str,
    pub(super) share: &'static str,
    pub(super) newsletter: &'static str,
    pub(super) comments: &'static str,
    pub(super) rights: &'static str,
    pub(super) byline: &'static str,
}

impl Texts {
    pub(super) fn of(language: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("seeds/{language}.jsonl"));
        let text = std::fs::read_to_string(path).unwrap();
        let records = text.lines().map(|line| serde_json::from_str::<Record>(line).unwrap());
        let paragraphs = |text: String| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>();
        let articles = records.map(|record| (record.title, paragraphs(record.text))).collect();
        Self { articles, ..words_of(language) }
    }

    pub(super) fn title(&self, turn: usize) -> &str {
        &self.articles[turn % self.articles.len()].0
    }

    /// Paragraphs of an article, at most six, and none twice.
    pub(super) fn paragraphs(&self, turn: usize) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for line in &self.articles[turn % self.articles.len()].1 {
            if all.len() < 6 && !all.contains(&line.as_str()) {
                all.push(line);
            }
        }
        all
    }

    /// The headline of another article and its first paragraph.
    pub(super) fn other(&self, turn: usize, number: usize) -> (&str, &str) {
        let (title, text) = &self.articles[(turn + 7 + number) % self.articles.len()];
        (title, &text[0])
    }

    pub(super) fn short(&self, number: usize) -> &'static str {
        self.short[number % self.short.len()]
    }

    pub(super) fn question(&self, number: usize) -> &'static str {
        self.questions[number % self.questions.len()]
    }

    pub(super) fn item(&self, number: usize) -> &'static str {
        self.items[number % self.items.len()]
    }
}

fn words_of(language: &str) -> Texts {
    match language {
        "ar" => arabic(),
        "ru" => russian(),
        "hi" => hindi(),
        "zh" => chinese(),
        _ => english(),
    }
}

fn english() -> Texts {
    Texts {
        articles: Vec::new(),
        short: &[
            "Nobody was hurt.",
            "It is settled.",
            "A decision is expected next week.",
            "The trial goes on.",
            "Police are looking into the cause.",
            "She will not stand again.",
        ],
        questions: &["What happened on Tuesday?", "Why only now?", "Who pays for it?", "Are you happy?"],
        items: &[
            "two cups of flour",
            "Northern quay: closed until May",
            "a pinch of salt",
            "Bus 14 every ten minutes",
            "one lemon, untreated",
            "Hall 3 for those without a ticket",
        ],
        subheads: &["A ship from the north", "What comes next", "Old quarrel"],
        menu: &["Home", "News", "Sport", "Weather", "Culture", "Jobs", "Sign in"],
        related: "Related articles",
        share: "Share",
        newsletter: "Sign up to our newsletter and get the stories that matter every morning.",
        comments: "Comments",
        rights: "All rights reserved.",
        byline: "By Ida Morrow",
    }
}

fn arabic() -> Texts {
    Texts {
        articles: Vec::new(),
        short: &["لم يصب أحد.", "انتهى الأمر.", "القرار الأسبوع المقبل.", "المحاكمة مستمرة."],
        questions: &["ماذا حدث يوم الثلاثاء؟", "لماذا الآن فقط؟", "من يدفع؟", "هل أنت راض؟"],
        items: &["كوبان من الدقيق", "الرصيف الشمالي مغلق حتى مايو", "رشة ملح", "الحافلة 14 كل عشر دقائق"],
        subheads: &["سفينة من الشمال", "ما الذي سيحدث", "خلاف قديم"],
        menu: &["الرئيسية", "أخبار", "رياضة", "طقس", "ثقافة", "وظائف", "دخول"],
        related: "مقالات ذات صلة",
        share: "مشاركة",
        newsletter: "اشترك في نشرتنا البريدية لتصلك أهم الأخبار كل صباح.",
        comments: "التعليقات",
        rights: "جميع الحقوق محفوظة.",
        byline: "كتبت سلمى الحداد",
    }
}

fn russian() -> Texts {
    Texts {
        articles: Vec::new(),
        short: &[
            "Никто не пострадал.",
            "Вопрос решён.",
            "Решение ждут на следующей неделе.",
            "Суд продолжается.",
        ],
        questions: &["Что случилось во вторник?", "Почему только сейчас?", "Кто платит?", "Вы довольны?"],
        items: &[
            "два стакана муки",
            "северный причал закрыт до мая",
            "щепотка соли",
            "автобус 14 каждые десять минут",
        ],
        subheads: &["Корабль с севера", "Что будет дальше", "Старый спор"],
        menu: &["Главная", "Новости", "Спорт", "Погода", "Культура", "Вакансии", "Войти"],
        related: "Читайте также",
        share: "Поделиться",
        newsletter: "Подпишитесь на нашу рассылку и получайте главные новости каждое утро.",
        comments: "Комментарии",
        rights: "Все права защищены.",
        byline: "Автор: Ида Морозова",
    }
}

fn hindi() -> Texts {
    Texts {
        articles: Vec::new(),
        short: &["कोई घायल नहीं हुआ।", "मामला तय हो गया।", "फैसला अगले हफ्ते होगा।", "सुनवाई जारी है।"],
        questions: &["मंगलवार को क्या हुआ?", "अब ही क्यों?", "खर्च कौन देगा?", "क्या आप खुश हैं?"],
        items: &["दो कप आटा", "उत्तरी घाट मई तक बंद", "चुटकी भर नमक", "बस 14 हर दस मिनट पर"],
        subheads: &["उत्तर से आया जहाज", "आगे क्या होगा", "पुराना विवाद"],
        menu: &["होम", "समाचार", "खेल", "मौसम", "संस्कृति", "नौकरी", "लॉगिन"],
        related: "संबंधित खबरें",
        share: "शेयर करें",
        newsletter: "हमारे न्यूजलेटर की सदस्यता लें और हर सुबह मुख्य खबरें पाएं।",
        comments: "टिप्पणियां",
        rights: "सर्वाधिकार सुरक्षित।",
        byline: "लेखक: इंदु शर्मा",
    }
}

fn chinese() -> Texts {
    Texts {
        articles: Vec::new(),
        short: &["无人受伤。", "事情已经定下。", "下周将作出决定。", "审判仍在继续。"],
        questions: &["星期二发生了什么？", "为什么是现在？", "谁来付钱？", "您满意吗？"],
        items: &["面粉两杯", "北码头关闭至五月", "盐少许", "14路公交每十分钟一班"],
        subheads: &["北方来的船", "接下来会怎样", "旧日争执"],
        menu: &["首页", "新闻", "体育", "天气", "文化", "招聘", "登录"],
        related: "相关阅读",
        share: "分享",
        newsletter: "订阅我们的电子报，每天早上接收重要新闻。",
        comments: "评论",
        rights: "版权所有。",
        byline: "记者 阮青禾",
    }
}
