//! The form of a report as a JSON Schema, made from the model and its docstrings and published as
//! `docs/report.schema.json`.

use super::model::{Report, TextFingerprint};
use super::{json, sample};
use crate::document::{Language, Timestamp};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;
use std::borrow::Cow;
use std::path::Path;

impl JsonSchema for Timestamp {
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A day, or a second in UTC.",
            "type": "string",
            "pattern": "^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$",
        })
    }
}

impl JsonSchema for TextFingerprint {
    fn schema_name() -> Cow<'static, str> {
        "TextFingerprint".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What tells the words of one article from those of another.",
            "type": "string",
            "pattern": "^[0-9a-f]{16}$",
        })
    }
}

impl JsonSchema for Language {
    fn schema_name() -> Cow<'static, str> {
        "Language".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An ISO 639 code: two letters where there are two, else three.",
            "type": "string",
            "pattern": "^[a-z]{2,3}$",
        })
    }
}

fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Report>().to_value();
    schema["title"] = "Report of retold".into();
    schema
}

fn written(report: &Report) -> Value {
    let mut out = Vec::new();
    json::render(report, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn the_published_schema_is_that_of_the_model() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
    let mut made = serde_json::to_string_pretty(&schema()).unwrap();
    made.push('\n');
    if std::env::var_os("RETOLD_UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert_eq!(made, published, "set RETOLD_UPDATE_GOLDEN=1 to write docs/report.schema.json again");
}

#[test]
fn reports_are_as_the_schema_says_and_what_is_none_is_not() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for report in [sample::report(), sample::empty_report(), sample::poisoned_report("<b>")] {
        let faults: Vec<String> = validator.iter_errors(&written(&report)).map(|it| it.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
    }
    let mut broken = written(&sample::report());
    broken["articles"][0]["span"] = "0-10".into();
    broken["copies"][0]["pairs"][0]["relation"] = "cousin".into();
    broken["stories"][0].as_object_mut().unwrap().remove("articles");
    assert_eq!(validator.iter_errors(&broken).count(), 3);
}
