//! Comparison of what is rendered with what was looked at and found good.

use std::path::Path;

/// Fails when `text` is not what the golden file `name` holds, such as `report/articles.csv`. With `RETOLD_UPDATE_GOLDEN` set it writes the file instead;
/// look at the difference before it is kept.
pub(crate) fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("RETOLD_UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(&path, text).expect("the golden file is written");
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let line = kept.lines().zip(text.lines()).take_while(|(a, b)| a == b).count() + 1;
    assert!(
        kept == text,
        "{name} differs from line {line} on; run with RETOLD_UPDATE_GOLDEN=1 and look at the change"
    );
}
