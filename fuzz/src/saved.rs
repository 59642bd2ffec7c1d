//! Files that one run left for another one, and lists that people write: baselines, caches, plans, spellings.

use crate::readers::checksum;
use retold::check::cache::{CacheKey, decode, encode};
use retold::check::{Baseline, CheckParams, Role, Sets, Sightings};
use retold::dedup::{Keep, Plan, PlannedFile};
use retold::hash::hash64;
use retold::stories::Verdict;

/// One list in so many is used in a run.
const SELDOM: u32 = 64;

/// What was read can be written, and is then read as the same.
pub(crate) fn baseline(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(baseline) = Baseline::parse(&text) {
        let written = baseline.write();
        let again = Baseline::parse(&written).expect("what was written can be read");
        assert_eq!(again.len(), baseline.len(), "findings that are lost when it is read again");
        assert_eq!(again.write(), written, "another baseline when it is read again");
    }
}

pub(crate) fn baselines() -> Vec<Vec<u8>> {
    let written = "# retold baseline 1\n# known\nexact-copies 00000000000000ff-2  a.jsonl (a-17)\n";
    let by_hand = "\u{feff}# retold baseline 1\r\n\r\n  no-text\t0123456789abcdef\r\nrepeated-id 00000000000000ff-3 b c  d\r\n";
    vec![written.into(), by_hand.into(), Baseline::of(&sightings().findings).write().into()]
}

fn key() -> CacheKey {
    CacheKey::of(b"fuzz")
}

/// Any bytes; a true cache after one change, which is never taken for whole; and any body under a true seal, which whoever
/// can write to the folder of the cache can make.
pub(crate) fn cache(bytes: &[u8]) {
    if let Ok(sightings) = decode(key(), bytes) {
        assert_eq!(encode(key(), &sightings).expect("what was read can be written"), bytes);
    }
    let whole = encode(key(), &sightings()).expect("sightings can be written");
    let changed = changed(&whole, bytes);
    assert!(changed == whole || decode(key(), &changed).is_err(), "a changed cache is taken for whole");
    if let Ok(sightings) = decode(key(), &sealed(bytes)) {
        let written = encode(key(), &sightings).expect("what was read can be written");
        assert_eq!(decode(key(), &written), Ok(sightings), "other sightings when they are read again");
    }
}

/// A byte replaced, taken away or put in, or the end cut off: where is said by the first bytes.
fn changed(whole: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut changed = whole.to_vec();
    let &[how, low, high, byte, ..] = bytes else { return changed };
    let at = usize::from(u16::from_le_bytes([low, high])) % changed.len();
    match how % 4 {
        0 => changed[at] = byte,
        1 => drop(changed.remove(at)),
        2 => changed.insert(at, byte),
        _ => changed.truncate(at),
    }
    changed
}

/// A body behind the head that a cache with it would have.
fn sealed(body: &[u8]) -> Vec<u8> {
    let seal = |body: &[u8]| {
        let empty = encode(key(), &Sightings::default()).expect("sightings can be written");
        let mark = empty.iter().position(|&byte| byte == b'\n').expect("the mark is a line") + 1;
        // The mark and the key.
        let mut bytes = empty[..mark + 8].to_vec();
        bytes.extend((body.len() as u64).to_le_bytes());
        bytes.extend(hash64(body).to_le_bytes());
        bytes.extend(body);
        bytes
    };
    let true_body = serde_json::to_vec(&Sightings::default()).expect("sightings can be written");
    assert!(
        decode(key(), &seal(&true_body)).is_ok(),
        "caches have another form now, which this target must be told"
    );
    seal(body)
}

pub(crate) fn caches() -> Vec<Vec<u8>> {
    let whole = encode(key(), &sightings()).expect("sightings can be written");
    let empty = encode(key(), &Sightings::default()).expect("sightings can be written");
    let body = serde_json::to_vec(&sightings()).expect("sightings can be written");
    vec![whole, empty, body, b"{\"checked\":{},\"documents\":0}".to_vec(), vec![0, 9, 0, b'x']]
}

/// What a check sees in the sample report.
fn sightings() -> Sightings {
    let report = crate::reports::small();
    let mut sets = Sets::default();
    let paths: Vec<String> = report.documents.iter().map(|document| document.path.to_string()).collect();
    sets.add("a", Role::Checked, &paths, &paths).expect("one set");
    Sightings::of(report, &sets, &CheckParams::default(), None).expect("the rules as they are")
}

/// What was read can be written, and is then read as the same. Whether the files are as they were is not asked: the bytes
/// would say which files are opened.
pub(crate) fn plan(bytes: &[u8]) {
    let Ok(plan) = Plan::from_json(bytes) else { return };
    let _ = (plan.lost_words(), plan.keep.parse::<Keep>().is_ok());
    let written = serde_json::to_vec(&plan).expect("a plan can be written");
    let again = Plan::from_json(&written).expect("what was written can be read");
    assert_eq!(again, plan, "another plan when it is read again");
}

pub(crate) fn plans() -> Vec<Vec<u8>> {
    let report = crate::reports::small();
    let file = |path: &str| PlannedFile {
        path: path.to_string(),
        bytes: 120,
        fingerprint: "00000000000000ff".into(),
    };
    let plan = Plan::new(report, &Keep::Longest);
    let plan = Plan { files: report.documents.iter().map(|document| file(&document.path)).collect(), ..plan };
    let mut value = serde_json::to_value(&plan).expect("a plan can be written");
    let of_texts = value.to_string();
    value["files"] = serde_json::json!([file("a.jsonl")]);
    value["outlets"] =
        serde_json::json!([{"source": "The Post", "records": 3, "removed": 1, "lost_words": 4}]);
    value["removed"] = serde_json::json!([{
        "path": "a.jsonl", "record": 2, "id": "b", "kept": {"path": "a.jsonl", "record": 1, "id": "a"}, "group": "g",
        "source": "The Post", "relation": "near", "jaccard": 0.9, "rarity": 0.8, "containment": 1.0, "pieces": 2,
        "covered": 0.95, "lost_words": 4, "lost": ["two words", "two more"]
    }]);
    vec![of_texts.into_bytes(), value.to_string().into_bytes()]
}

/// Each verdict has two forms or more, and as a line of a list it is what it was.
pub(crate) fn spellings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(verdicts) = Verdict::list(&text) else { return };
    // A mark of the order of bytes counts only at the beginning of a file.
    let mut list = String::from("# judged\n");
    for verdict in &verdicts {
        let (forms, between) = match verdict {
            Verdict::Same(forms) => (forms, " = "),
            Verdict::Different(forms) => (forms, " != "),
        };
        assert!(forms.len() > 1 && forms.iter().all(|form| !form.is_empty() && form.trim() == form));
        list.push_str(&forms.join(between));
        list.push('\n');
    }
    assert_eq!(Verdict::list(&list).as_ref(), Ok(&verdicts), "another verdict when it is read again");
    // A run of the whole pipeline takes a hundred times as long as all of this.
    if checksum(bytes).is_multiple_of(SELDOM) {
        crate::reports::with_spellings(verdicts);
    }
}

pub(crate) fn lists() -> Vec<Vec<u8>> {
    let list = "# names\nPorto Selva = Porto-Selva\n\nmayor != major != manor\nالقاهرة = قاهرة\nFähre = Faehre = ferry\n";
    vec![list.into(), format!("\u{feff}{list}").replace('\n', "\r\n").into_bytes(), b"a = b != c\n".to_vec()]
}
