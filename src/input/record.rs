//! A JSON object as the fields somebody asked for, borrowed from the input where it has no escapes.

use super::fields::{FieldNames, List};
use super::unescape;
use ahash::AHashMap;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The names of fields that are looked at, each with a number.
#[derive(Debug)]
pub(super) struct Wanted {
    names: AHashMap<String, u16>,
    /// By number, a bit for each list that the name, or something inside it, is in.
    lists: Vec<u8>,
}

impl Wanted {
    pub(super) fn new(fields: &FieldNames) -> Self {
        let (mut names, mut lists) = (AHashMap::new(), Vec::new());
        for list in List::ALL {
            for name in fields.list(list) {
                let mut outer = name.as_str();
                loop {
                    let number = *names.entry(outer.to_string()).or_insert(lists.len() as u16);
                    lists.resize(lists.len().max(number as usize + 1), 0);
                    lists[number as usize] |= 1 << list as u8;
                    match outer.rsplit_once('.') {
                        Some((before, _)) => outer = before,
                        None => break,
                    }
                }
            }
        }
        Self { names, lists }
    }

    pub(super) fn number(&self, name: &str) -> Option<u16> {
        self.names.get(name).copied()
    }
}

/// The value of a field.
#[derive(Clone, Debug)]
pub(super) enum Field<'a> {
    Text(Cow<'a, str>),
    Other(Value),
}

/// The wanted fields of one object, in the order in which they stand; of two with one name the later counts.
#[derive(Debug, Default)]
pub(super) struct Fields<'a>(Vec<(u16, Field<'a>)>);

impl<'a> Fields<'a> {
    pub(super) fn parse(line: &'a [u8], wanted: &Wanted) -> serde_json::Result<Self> {
        // Checked at once and not string by string.
        let text = simdutf8::basic::from_utf8(line).map_err(serde::de::Error::custom)?;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let fields = ObjectSeed(wanted).deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(fields)
    }

    fn position(&self, number: u16) -> Option<usize> {
        self.0.iter().rposition(|&(own, _)| own == number)
    }

    /// The first of the names of a list that the object has, whether it has a value or not.
    pub(super) fn named<'n>(&self, list: List, names: &'n FieldNames, wanted: &Wanted) -> Option<&'n str> {
        let has = |name: &&String| wanted.number(name).and_then(|number| self.position(number)).is_some();
        names.list(list).iter().find(has).map(String::as_str)
    }

    /// The first of the names of a list that has a value: its name, and where it stands. What is null, empty or nothing but
    /// white space is no value.
    pub(super) fn find<'n>(
        &self,
        list: List,
        names: &'n FieldNames,
        wanted: &Wanted,
    ) -> Option<(&'n str, Found<'_>)> {
        // Most records have three fields and most lists a dozen names: the fields are asked first.
        if !self.0.iter().any(|&(number, _)| wanted.lists[number as usize] & 1 << list as u8 != 0) {
            return None;
        }
        names.list(list).iter().find_map(|name| Some((name.as_str(), self.get(name, wanted)?)))
    }

    fn get(&self, name: &str, wanted: &Wanted) -> Option<Found<'_>> {
        if let Some(at) = wanted.number(name).and_then(|number| self.position(number)) {
            let found = match &self.0[at].1 {
                Field::Text(text) => Some(Found::Text { at, text }).filter(|_| !text.trim().is_empty()),
                Field::Other(value) => Some(Found::Other(value)).filter(|_| !is_blank(value)),
            };
            return found;
        }
        // `a.b.c` goes into `a`, or into `a.b` where a field is called so.
        name.match_indices('.').find_map(|(dot, _)| {
            let at = self.position(wanted.number(&name[..dot])?)?;
            let Field::Other(outer) = &self.0[at].1 else { return None };
            inside(outer, &name[dot + 1..]).filter(|value| !is_blank(value)).map(Found::Other)
        })
    }

    /// Takes the text that stands at `at`.
    pub(super) fn take_text(&mut self, at: usize) -> Cow<'a, str> {
        match &mut self.0[at].1 {
            Field::Text(text) => std::mem::take(text),
            Field::Other(_) => Cow::Borrowed(""),
        }
    }
}

/// A value that was found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'f> {
    Text { at: usize, text: &'f str },
    Other(&'f Value),
}

/// Whether nothing is said: null, white space, or nothing but such values in an array or object.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_blank),
        Value::Object(values) => values.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn inside<'v>(outer: &'v Value, name: &str) -> Option<&'v Value> {
    let object = outer.as_object()?;
    if let Some(value) = object.get(name) {
        return Some(value);
    }
    let (first, rest) = name.split_once('.')?;
    inside(object.get(first)?, rest)
}

struct ObjectSeed<'w>(&'w Wanted);

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = Fields<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Fields<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a text field")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Fields::default();
        while let Some(number) = map.next_key_seed(KeySeed(self.0))? {
            match number {
                Some(number) => {
                    let raw: &RawValue = map.next_value()?;
                    let field = if let Some(text) = unescape::string(raw) {
                        Field::Text(text)
                    } else {
                        let value = serde_json::from_str(raw.get());
                        Field::Other(value.map_err(serde::de::Error::custom)?)
                    };
                    fields.0.push((number, field));
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

struct KeySeed<'w>(&'w Wanted);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<u16>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Option<u16>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<u16>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Option<u16>, E> {
        Ok(self.0.number(name))
    }
}
