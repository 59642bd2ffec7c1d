//! The form of a check's result as a JSON Schema, made from the model and its docstrings and published as
//! `docs/check.schema.json`.

use super::{CheckReport, json, sample};
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::path::Path;

fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<CheckReport>().to_value();
    schema["title"] = "Result of retold check".into();
    schema
}

fn written(report: &CheckReport) -> Value {
    let mut out = Vec::new();
    json::render(report, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn the_published_schema_is_that_of_the_model() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/check.schema.json");
    let mut made = serde_json::to_string_pretty(&schema()).unwrap();
    made.push('\n');
    if std::env::var_os("RETOLD_UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert_eq!(made, published, "set RETOLD_UPDATE_GOLDEN=1 to write docs/check.schema.json again");
}

#[test]
fn results_are_as_the_schema_says_and_what_is_none_is_not() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for report in [sample::report(), sample::empty_report(), sample::poisoned_report("\u{202e}<b>\n")] {
        let faults: Vec<String> = validator.iter_errors(&written(&report)).map(|it| it.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
    }
    let mut broken = written(&sample::report());
    broken["findings"][0]["rule"] = "no-such-rule".into();
    broken["findings"][1]["place"]["path"] = 7.into();
    broken["rules"][0].as_object_mut().unwrap().remove("reported");
    assert_eq!(validator.iter_errors(&broken).count(), 3);
}
