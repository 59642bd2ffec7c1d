//! Tables: which column is which field.
//!
//! A header names fields as the keys of a JSON object do, so the same names are looked for, in the same order; only that
//! headers are often written with capitals, which are taken when no column has the very name.

use super::decompress::Fault;
use super::fields::{FieldNames, List, RecordText, Unfit};
use crate::document::{Document, Timestamp};
use crate::observe::SkipReason;
use std::borrow::Cow;

/// Columns that are named in a message.
const NAMED: usize = 12;

/// Letters of a column's name in a message.
const NAMED_LENGTH: usize = 40;

/// A column as it is looked for.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// What it is called in the table.
    pub(super) name: String,
    /// What it is called when it is spoken of: `article.body`, where the column inside stands for `article`.
    pub(super) told: String,
    pub(super) role: Role,
}

/// What a column can be taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "only columns of records hold objects"))]
pub(super) enum Role {
    /// Whatever its name says.
    Any,
    /// The text, where the name of the object that it is in says so.
    TextOfObject,
    /// Anything but the text, where the name of the object that it is in says so.
    NameOfObject,
}

impl Column {
    /// A column that is known by its own name.
    pub(super) fn named(name: String) -> Self {
        Self { told: name.trim().to_string(), name, role: Role::Any }
    }

    fn can_be(&self, list: List) -> bool {
        match self.role {
            Role::Any => true,
            Role::TextOfObject => list == List::Text,
            Role::NameOfObject => list != List::Text,
        }
    }
}

/// The columns of a table that are looked at.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    columns: Vec<Column>,
    /// For each [`List`], the columns that can be it, in the order in which they are asked.
    lists: [Vec<usize>; List::ALL.len()],
}

/// The cells of one row, by column.
pub(super) trait Row<'a> {
    /// A cell as text; nothing when it is missing.
    fn text(&self, column: usize) -> Option<Cow<'a, str>>;

    /// A cell as a date.
    fn date(&self, column: usize) -> Option<Timestamp> {
        super::date::parse_date(&self.text(column)?)
    }

    /// A cell as numbers: in a table of texts it holds them as JSON does.
    fn vector(&self, column: usize) -> Option<Box<[f32]>> {
        super::vectors::of_text(&self.text(column)?)
    }

    /// Whether something stands in a cell.
    fn is_filled(&self, column: usize) -> bool {
        self.text(column).is_some_and(|text| !blank(&text))
    }
}

impl Columns {
    /// Those among `columns` that are looked at; a table without a text column is of no use.
    pub(super) fn of(columns: Vec<Column>, fields: &FieldNames) -> Result<Self, Fault> {
        let lists = List::ALL.map(|list| positions(&columns, list, fields.list(list)));
        let columns = Self { columns, lists };
        if columns.list(List::Text).is_empty() {
            return Err((SkipReason::NoTextColumn, columns.missing_text()));
        }
        Ok(columns)
    }

    fn missing_text(&self) -> String {
        let own = self.columns.iter().filter(|column| column.role == Role::Any);
        let short = |column: &Column| column.told.chars().take(NAMED_LENGTH).collect::<String>();
        let more = if own.clone().count() > NAMED { ", …" } else { "" };
        let shown: Vec<String> = own.take(NAMED).map(short).collect();
        format!("its columns: {}{more}; name the text column with --text-field", shown.join(", "))
    }

    pub(super) fn list(&self, list: List) -> &[usize] {
        &self.lists[list as usize]
    }

    /// How many fields have a column.
    pub(super) fn recognised(&self) -> usize {
        self.lists.iter().filter(|list| !list.is_empty()).count()
    }

    /// Leaves out the columns of a field that cannot be it.
    #[cfg(feature = "parquet")]
    pub(super) fn keep(&mut self, list: List, fits: impl Fn(usize) -> bool) {
        self.lists[list as usize].retain(|column| fits(*column));
    }

    /// All columns that are looked at, each once.
    #[cfg(feature = "parquet")]
    pub(super) fn looked_at(&self) -> Vec<usize> {
        let mut all = self.lists.concat();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(super) fn name(&self, column: usize) -> &str {
        &self.columns[column].told
    }

    /// What a row says.
    pub(super) fn record<'a>(&self, row: &impl Row<'a>) -> Result<RecordText<'a>, Unfit> {
        let text = self.text(row)?;
        let short = |list| self.short(row, list);
        let url = short(List::Url);
        let source = short(List::Source).or_else(|| url.as_deref().and_then(super::host));
        let vector = self.vector(row)?;
        let mut record = RecordText { url, source, vector, ..RecordText::of_text(text) };
        record.id = short(List::Id);
        record.title = short(List::Title);
        if let Some(&column) = self.list(List::Date).iter().find(|column| row.is_filled(**column)) {
            record.date_of(row.date(column), || row.text(column).unwrap_or_default().into_owned());
        }
        if let Some(tag) = short(List::Lang) {
            record.language_of(&tag);
        }
        Ok(record)
    }

    /// The names of the columns that a row's fields are taken from.
    pub(super) fn used<'a>(&self, row: &impl Row<'a>, mut sink: impl FnMut(List, &str)) {
        for list in List::ALL {
            if let Some(column) = self.list(list).iter().find(|column| row.is_filled(**column)) {
                sink(list, self.name(*column));
            }
        }
    }

    fn text<'a>(&self, row: &impl Row<'a>) -> Result<Cow<'a, str>, Unfit> {
        let candidates = self.list(List::Text).iter();
        let Some(text) = candidates.filter_map(|column| row.text(*column)).find(|text| !blank(text)) else {
            let column = self.list(List::Text).first().map_or("", |column| self.name(*column));
            return Err(Unfit {
                reason: SkipReason::Empty,
                detail: format!("column {column:?} has no text"),
            });
        };
        if text.len() > Document::MAX_BYTES {
            return Err(Unfit {
                reason: SkipReason::TooLarge,
                detail: format!("{} bytes of text", text.len()),
            });
        }
        Ok(text)
    }

    fn vector<'a>(&self, row: &impl Row<'a>) -> Result<Option<Box<[f32]>>, Unfit> {
        let filled = self.list(List::Vector).iter().find(|column| row.is_filled(**column));
        let Some(&column) = filled else { return Ok(None) };
        let detail = || format!("column {:?} is no array of numbers", self.name(column));
        row.vector(column).map(Some).ok_or_else(|| Unfit::new(SkipReason::WrongType, detail()))
    }

    fn short<'a>(&self, row: &impl Row<'a>, list: List) -> Option<String> {
        let mut texts = self.list(list).iter().filter_map(|column| row.text(*column));
        texts.find(|text| !blank(text)).map(|text| text.trim().to_string())
    }
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The columns that a list of names asks for, in its order; of several with one name the first is asked first.
fn positions(columns: &[Column], list: List, names: &[String]) -> Vec<usize> {
    let mut found = Vec::new();
    for name in names {
        let called = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let columns = columns.iter().enumerate().filter(|(_, column)| column.can_be(list));
            columns.filter(|(_, column)| is(column.name.trim())).map(|(at, _)| at).collect()
        };
        let mut own = called(&|column| column == name);
        if own.is_empty() {
            own = called(&|column| column.eq_ignore_ascii_case(name));
        }
        own.retain(|at| !found.contains(at));
        found.extend(own);
    }
    found
}
