//! Two articles that run in parallel: is what differs what an editor changes, or what a form is filled in with?

use super::FormArticle;
use super::align::{Gap, equal_stretches, headline_gaps, text_gaps};
use super::facts::{Kind, Words, are_spellings, shares_of};
use super::marks::{MarkedTokens, may_differ_in_place};
use super::numbers::same_digits;
use crate::text::{CalendarWord, TokenTable, WordShares};
use ahash::AHashSet;
use std::collections::BTreeSet;
use std::ops::Range;

/// Days from which two articles were published apart: a little under one, for bulletins do not appear to the minute.
const DAYS_APART: f64 = 0.75;

/// Share of the telling words that two headlines of one form have in common, in order.
const HEADLINES_ALIKE: f32 = 0.5;

/// Share of the numbers and days that differ, from which they speak. Of 4,806 pairs of true copies 5 in 1,000 reach it
/// with two that differ, and 9 in 10 series of those that have two.
const DIFFERING: f64 = 0.3;

/// The same where nothing else tells another instance: neither date nor headline. And how many must differ.
const DIFFERING_ALONE: f64 = 0.5;
const MANY: usize = 3;

/// The same for reports of one day, whose tolls and hours are put right several times.
const DIFFERING_IN_A_DAY: f64 = 0.6;
const MANY_IN_A_DAY: usize = 4;

/// Share of numbers, days and names that differ, where names do; and where names or numbers of headlines do as well.
const DIFFERING_NAMES: f64 = 0.4;
const DIFFERING_WITH_HEADLINE: f64 = 0.25;

/// Characters that a name or a word of a script without spaces has at most.
const WORD_OF_UNITS: usize = 8;

/// Stretches of a script without spaces that differ, and the share of numbers: names there have no mark.
const DIFFERING_UNITS: usize = 3;
const DIFFERING_WITH_UNITS: f64 = 0.2;

/// Share of the telling words of a headline that stand in the other article, below which two texts that need their
/// headlines are two.
const HEADLINES_AGREE: f32 = 0.6;

/// Share of the shorter text that stands in the other in the same order, from which they can be one form. Of two reports on
/// one event that each say it in their own words, what stands in one place is chance.
const PARALLEL: f64 = 0.2;

/// Share of what the subject of an article tells that is unknown to the other one at least, when they have two: two reports on one
/// player give the club in other words.
const OTHER_SUBJECT: f32 = 0.5;

/// Share of the numbers of the table with fewer of them that the other one has at least when both are one.
const SHARED_OF_TABLES: f64 = 1.0 / 3.0;

/// What shows that two articles are instances of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeriesSign {
    /// Both headlines name what they are about, the texts name it too, in the same place if they are long, and it is not the
    /// same.
    Subject,
    /// Numbers in the same places differ.
    Numbers,
    /// Days or months in the same places differ.
    Days,
    /// Names in the same places differ.
    Names,
    /// The texts name nothing, and the headlines differ.
    Headlines,
}

/// Why two articles are taken for instances of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What shows it.
    pub sign: SeriesSign,
    /// What stands in the same place in both, as they write it: at most five places.
    pub differs: Vec<[String; 2]>,
}

/// Places that differ which are named.
const SHOWN: usize = 5;

/// Says whether two articles are instances of a series, and by what; nothing when they are not. Text that only one of
/// them has is nothing to a form, so a part and its whole can be told as well.
pub fn judge(a: FormArticle<'_>, b: FormArticle<'_>) -> Option<Series> {
    // The alignment of `b` with `a` may be another one than that of `a` with `b`: one order for both.
    let key = |it: &FormArticle<'_>| (it.tokens.len(), it.published, it.tokens.hashes.first().copied());
    let by_words = || a.tokens.hashes.cmp(&b.tokens.hashes).then_with(|| a.text.cmp(b.text));
    let (a, b) = match key(&a).cmp(&key(&b)).then_with(by_words) {
        std::cmp::Ordering::Greater => (b, a),
        _ => (a, b),
    };
    let (x, y) = (a.outline(), b.outline());
    // Most copies end here, before they are laid beside each other.
    if !x.may_be_of_series(y) {
        return None;
    }
    if x.is_table
        && y.is_table
        && let Some(differs) = different_tables(&a, &b)
    {
        return Some(Series { sign: SeriesSign::Numbers, differs });
    }
    let is_notice = x.has_notice(y);
    let needs_headline = x.needs_headline || y.needs_headline;
    let gaps = text_gaps(&a.tokens.hashes, &b.tokens.hashes);
    let equal: usize = equal_stretches(&gaps, a.tokens.len()).map(|stretch| stretch.len()).sum();
    let parallel = equal as f64 >= PARALLEL * a.tokens.len().min(b.tokens.len()) as f64;
    let sides = [(&a, &x.marks), (&b, &y.marks)];
    let may_be_form = parallel && (is_notice || may_differ_in_place(sides, &gaps, x.enough(y)));
    if !may_be_form && !needs_headline {
        return None;
    }
    let shares = shares_of(&a, &b);
    let heads = [a.headline_tokens(), b.headline_tokens()];
    let pair = Pair::of([&a, &b], heads, &shares);
    let apart = match (a.published, b.published) {
        (Some(x), Some(y)) => Some(x.days_from(y) >= DAYS_APART),
        _ => None,
    };
    let body = pair.compare(&pair.body, &gaps);
    let are_two = || (is_notice || body.subject.is_some()) && pair.have_two_subjects();
    let of_form = || {
        if are_two() { Some(SeriesSign::Subject) } else { body.sign(pair.headlines(), apart) }
    };
    let sign = may_be_form
        .then(of_form)
        .flatten()
        .or_else(|| (needs_headline && pair.headlines_differ()).then_some(SeriesSign::Headlines))?;
    Some(Series { sign, differs: body.shown(sign, &pair) })
}

/// The figures of two tables that have hardly one in common: the earnings of two firms, the rates of two days. Nothing else
/// in them tells more than the form.
fn different_tables(a: &FormArticle<'_>, b: &FormArticle<'_>) -> Option<Vec<[String; 2]>> {
    let (shares, none) = (WordShares::default(), TokenTable::default());
    let [of_a, of_b] = [a, b].map(|it| Words::body(it, &none, &shares).numbers(0..it.tokens.len()));
    let [all_a, all_b] = [&of_a, &of_b].map(|numbers| numbers.iter().collect::<BTreeSet<&String>>());
    let shared = all_a.intersection(&all_b).count() as f64;
    if shared >= SHARED_OF_TABLES * all_a.len().min(all_b.len()) as f64 {
        return None;
    }
    let own_a = of_a.iter().filter(|number| !all_b.contains(number));
    let own_b = of_b.iter().filter(|number| !all_a.contains(number));
    Some(own_a.zip(own_b).take(SHOWN).map(|(x, y)| [x.clone(), y.clone()]).collect())
}

/// Two articles, each with its headline and all its words.
struct Pair<'a> {
    body: [Words<'a>; 2],
    head: [Words<'a>; 2],
    marks: [&'a MarkedTokens; 2],
}

/// What two texts have in the same places: what is equal, and what differs.
#[derive(Debug, Default)]
struct Facts {
    numbers: Side<String>,
    days: Side<CalendarWord>,
    names: Side<u64>,
    /// Differing stretches of a script without spaces, by where they stand.
    units: Vec<[Range<usize>; 2]>,
    /// Names in one place that both headlines have, by where they stand.
    subject: Option<[usize; 2]>,
    /// Slots with something that differs.
    slots: Vec<[Range<usize>; 2]>,
}

/// Facts of one kind: those that both have in equal text, and the pairs that stand in one place.
#[derive(Debug)]
struct Side<T> {
    equal: BTreeSet<T>,
    differing: BTreeSet<[T; 2]>,
}

impl<T: Ord> Default for Side<T> {
    fn default() -> Self {
        Self { equal: BTreeSet::new(), differing: BTreeSet::new() }
    }
}

/// What two headlines have to do with each other.
#[derive(Clone, Copy, Debug, Default)]
struct Headlines {
    /// Share of the telling words of the shorter one that the other has in the same order; 0 without two headlines.
    alike: f32,
    /// Whether something in the same place differs, and whether it is a name or a number.
    differ: bool,
    differ_in_names: bool,
}

impl<'a> Pair<'a> {
    fn of([a, b]: [&FormArticle<'a>; 2], heads: [&'a TokenTable; 2], shares: &'a WordShares) -> Self {
        let headline =
            |of: &FormArticle<'a>, tokens| Words::headline(of.headline.unwrap_or_default(), tokens, shares);
        Self {
            body: [Words::body(a, heads[0], shares), Words::body(b, heads[1], shares)],
            head: [headline(a, heads[0]), headline(b, heads[1])],
            marks: [&a.outline().marks, &b.outline().marks],
        }
    }

    /// Whether a word stands in the text or the headline of one of the two.
    fn knows(&self, which: usize, hash: u64) -> bool {
        self.marks[which].holds(hash) || self.head[which].hashes.contains(&hash)
    }

    /// What stands in parallel places.
    fn compare(&self, sides: &[Words<'_>; 2], gaps: &[Gap]) -> Facts {
        let [a, b] = sides;
        let mut facts = Facts::default();
        // A number that has moved is no other number.
        let in_gaps = |side: usize| -> AHashSet<String> {
            let ranges = gaps.iter().filter(|gap| gap.is_slot());
            ranges
                .flat_map(|gap| sides[side].numbers(if side == 0 { gap.a.clone() } else { gap.b.clone() }))
                .collect()
        };
        let moved = [in_gaps(0), in_gaps(1)];
        for gap in gaps.iter().filter(|gap| gap.is_slot()) {
            let before = facts.count();
            facts.add_numbers(&a.numbers(gap.a.clone()), &b.numbers(gap.b.clone()), &moved);
            facts.add_days(a, b, gap);
            self.add_names(&mut facts, sides, gap);
            facts.add_units(a, b, gap);
            if facts.count() > before {
                facts.slots.push([gap.a.clone(), gap.b.clone()]);
            }
        }
        if facts.count() == 0 {
            return facts;
        }
        for at in equal_stretches(gaps, a.hashes.len()).flatten() {
            match a.kind(at) {
                Kind::Number => facts.numbers.equal.extend(a.numbers(at..at + 1)),
                Kind::Calendar(word) => _ = facts.days.equal.insert(word),
                Kind::Name => _ = facts.names.equal.insert(a.hashes[at]),
                Kind::Unit | Kind::Word => {}
            }
        }
        facts
    }

    /// Names in one place that the other article has nowhere, in no spelling.
    fn add_names(&self, facts: &mut Facts, [a, b]: &[Words<'_>; 2], gap: &Gap) {
        let of =
            |own: &Words<'_>, range: Range<usize>, other: &Words<'_>, there: Range<usize>, known: usize| {
                let spelled: Vec<String> = there.map(|at| other.folded(at)).collect();
                let names =
                    range.filter(|&at| own.kind(at) == Kind::Name && !self.knows(known, own.hashes[at]));
                let names = names.filter(|&at| {
                    let name = own.folded(at);
                    !spelled.iter().any(|other| are_spellings(&name, other))
                });
                names.collect::<Vec<usize>>()
            };
        let of_a = of(a, gap.a.clone(), b, gap.b.clone(), 1);
        let of_b = of(b, gap.b.clone(), a, gap.a.clone(), 0);
        let (Some(&x), Some(&y)) = (of_a.first(), of_b.first()) else { return };
        facts.names.differing.insert([a.hashes[x], b.hashes[y]]);
        let [head_a, head_b] = &self.head;
        let named = |names: &[usize], own: &Words<'_>, head: &Words<'_>, other: &Words<'_>| {
            names
                .iter()
                .copied()
                .find(|&at| head.hashes.contains(&own.hashes[at]) && !other.hashes.contains(&own.hashes[at]))
        };
        if facts.subject.is_none()
            && let (Some(x), Some(y)) = (named(&of_a, a, head_a, head_b), named(&of_b, b, head_b, head_a))
        {
            facts.subject = Some([x, y]);
        }
    }

    fn headlines(&self) -> Headlines {
        let [a, b] = &self.head;
        if a.hashes.is_empty() || b.hashes.is_empty() {
            return Headlines::default();
        }
        let gaps = headline_gaps(a.hashes, b.hashes);
        let tells = |at: usize| a.tells(at).max(0.5);
        let equal: f32 = equal_stretches(&gaps, a.hashes.len()).flatten().map(tells).sum();
        let all = a.told_of(|_| true).1.min(b.told_of(|_| true).1);
        let facts = self.compare(&self.head, &gaps);
        Headlines {
            alike: equal / all.max(f32::MIN_POSITIVE),
            differ: facts.count() > 0,
            differ_in_names: !facts.names.differing.is_empty() || !facts.numbers.differing.is_empty(),
        }
    }

    /// Whether what each is about, by its headline and its text, is hardly known to the other.
    fn have_two_subjects(&self) -> bool {
        (0..2).all(|own| self.unknown_of_subject(own) >= OTHER_SUBJECT)
    }

    /// Of the names that an article has in its headline and in its text, the share by what they tell that is not known to the
    /// other; 0 without such a name. Names in a row are one, and half of it is known to few: two firms are called Bancorp.
    fn unknown_of_subject(&self, own: usize) -> f32 {
        let (head, body, other) = (&self.head[own], &self.body[own], &self.head[1 - own]);
        let spelled: Vec<String> = (0..other.hashes.len()).map(|at| other.folded(at)).collect();
        let is_known = |at: usize| {
            let name = head.folded(at);
            self.knows(1 - own, head.hashes[at]) || spelled.iter().any(|other| are_spellings(&name, other))
        };
        let names = (0..body.hashes.len()).filter(|&at| body.kind(at) == Kind::Name);
        let names: AHashSet<u64> = names.map(|at| body.hashes[at]).collect();
        let in_text: Vec<usize> =
            (0..head.hashes.len()).filter(|&at| names.contains(&head.hashes[at])).collect();
        let (mut unknown, mut all) = (0.0, 0.0);
        for name in in_text.chunk_by(|at, next| at + 1 == *next) {
            let tells: f32 = name.iter().map(|&at| head.tells(at)).sum();
            let known = name.iter().filter(|&&at| is_known(at)).count();
            all += tells;
            unknown += if 2 * known <= name.len() { tells } else { 0.0 };
        }
        if all > 0.0 { unknown / all } else { 0.0 }
    }

    /// Whether half of what one headline tells stands nowhere in the other article.
    fn headlines_differ(&self) -> bool {
        let share = |own: usize| {
            let (known, all) = self.head[own].told_of(|hash| self.knows(1 - own, hash));
            (all > 0.0).then(|| known / all)
        };
        matches!((share(0), share(1)), (Some(x), Some(y)) if x.min(y) < HEADLINES_AGREE)
    }
}

impl Facts {
    fn count(&self) -> usize {
        self.numbers.differing.len()
            + self.days.differing.len()
            + self.names.differing.len()
            + self.units.len()
    }

    fn add_numbers(&mut self, a: &[String], b: &[String], moved: &[AHashSet<String>; 2]) {
        if a.is_empty() || b.is_empty() {
            return;
        }
        let own = |all: &[String], other: &[String]| -> Vec<String> {
            all.iter().filter(|number| !other.contains(number)).cloned().collect()
        };
        let (of_a, of_b) = (own(a, b), own(b, a));
        if of_a.is_empty() || of_b.is_empty() || same_digits(&of_a, &of_b) {
            return;
        }
        let of_a = of_a.into_iter().filter(|number| !moved[1].contains(number));
        let of_b = of_b.into_iter().filter(|number| !moved[0].contains(number));
        self.numbers.differing.extend(of_a.zip(of_b).map(|(x, y)| [x, y]));
    }

    /// Days of the week or months that differ; a day stands for no month.
    fn add_days(&mut self, a: &Words<'_>, b: &Words<'_>, gap: &Gap) {
        let of = |words: &Words<'_>, range: Range<usize>| -> Vec<CalendarWord> {
            let kinds = range.map(|at| words.kind(at));
            kinds.filter_map(|kind| if let Kind::Calendar(word) = kind { Some(word) } else { None }).collect()
        };
        let (of_a, of_b) = (of(a, gap.a.clone()), of(b, gap.b.clone()));
        for is_month in [false, true] {
            let own = |words: &[CalendarWord]| {
                let mut same = words.iter().filter(|word| matches!(word, CalendarWord::Month(_)) == is_month);
                (same.next().copied(), words.to_vec())
            };
            let ((Some(x), all_a), (Some(y), all_b)) = (own(&of_a), own(&of_b)) else { continue };
            if !all_a.contains(&y) && !all_b.contains(&x) {
                self.days.differing.insert([x, y]);
            }
        }
    }

    fn add_units(&mut self, a: &Words<'_>, b: &Words<'_>, gap: &Gap) {
        let of =
            |words: &Words<'_>, range: Range<usize>| range.filter(|&at| words.kind(at) == Kind::Unit).count();
        let (m, n) = (of(a, gap.a.clone()), of(b, gap.b.clone()));
        if (1..=WORD_OF_UNITS).contains(&m) && (1..=WORD_OF_UNITS).contains(&n) {
            self.units.push([gap.a.clone(), gap.b.clone()]);
        }
    }

    /// What shows that these are of a series. `apart` says whether they were published on different days, where both
    /// dates are known.
    fn sign(&self, headlines: Headlines, apart: Option<bool>) -> Option<SeriesSign> {
        let [numbers, days, names] =
            [self.numbers.differing.len(), self.days.differing.len(), self.names.differing.len()];
        let dated = numbers + days;
        let share_of = |differing: usize, equal: usize| differing as f64 / (differing + equal).max(1) as f64;
        let dated_equal = self.numbers.equal.len() + self.days.equal.len();
        let share = share_of(dated, dated_equal);
        let with_names = share_of(dated + names, dated_equal + self.names.equal.len());
        let alike = headlines.alike >= HEADLINES_ALIKE;
        let other_time = match apart {
            Some(true) => share >= DIFFERING,
            Some(false) => share >= DIFFERING_IN_A_DAY && dated >= MANY_IN_A_DAY,
            None => share >= DIFFERING && alike || share >= DIFFERING_ALONE && dated >= MANY,
        };
        let by_headline =
            dated >= 1 && share >= DIFFERING && alike && headlines.differ && apart != Some(false);
        if days >= 1 && share >= DIFFERING && (apart != Some(false) || dated >= 2) {
            return Some(SeriesSign::Days);
        }
        if dated >= 2 && other_time || by_headline {
            return Some(SeriesSign::Numbers);
        }
        let named = names >= 2 && with_names >= DIFFERING_NAMES
            || names >= 1
                && dated + names >= 2
                && headlines.differ_in_names
                && with_names >= DIFFERING_WITH_HEADLINE;
        if named {
            return Some(SeriesSign::Names);
        }
        let units = self.units.len() >= DIFFERING_UNITS && dated >= 1 && share >= DIFFERING_WITH_UNITS;
        let units = units && (apart == Some(true) || apart.is_none() && alike);
        units.then_some(SeriesSign::Numbers)
    }

    /// What differs, as the articles write it.
    fn shown(&self, sign: SeriesSign, pair: &Pair<'_>) -> Vec<[String; 2]> {
        let [a, b] = &pair.body;
        let whole = |words: &Words<'_>, range: &Range<usize>| {
            let written: Vec<&str> = range.clone().map(|at| words.source(at)).collect();
            written.join(" ")
        };
        match (sign, &self.subject) {
            (SeriesSign::Subject, Some([x, y])) => vec![[a.source(*x).to_string(), b.source(*y).to_string()]],
            (SeriesSign::Headlines | SeriesSign::Subject, _) => {
                vec![[pair.head[0].text.to_string(), pair.head[1].text.to_string()]]
            }
            _ => self.slots.iter().take(SHOWN).map(|[x, y]| [whole(a, x), whole(b, y)]).collect(),
        }
    }
}
