//! Files of settings.

use retold::check::CheckParams;
use retold::config::{Config, FileConfig};

/// What was read can be written, and is then read as the same.
pub(crate) fn read(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(file) = FileConfig::parse(&text) {
        let (mut config, mut check) = (Config::default(), CheckParams::default());
        file.apply(&mut config);
        if file.check.apply(&mut check).is_ok() {
            let _ = check.validate();
            let dumped = file.with(&config, &check).to_toml().expect("settings can be written");
            let again = FileConfig::parse(&dumped).expect("what was written can be read");
            let (mut config_again, mut check_again) = (Config::default(), CheckParams::default());
            again.apply(&mut config_again);
            again.check.apply(&mut check_again).expect("what was written holds no contradiction");
            let dumped_again =
                again.with(&config_again, &check_again).to_toml().expect("settings can be written");
            assert_eq!(dumped_again, dumped, "other settings when they are read again");
        }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let whole = FileConfig::default().with(&Config::default(), &CheckParams::default());
    let settings = "text-field = \"body\"\nlevels = \"copies\"\n[check]\ninput = [\"a\"]\ndeny = [\"near-copies=2%\", \"all\"]\n\
                    latest = \"2026-03-04\"\n[check.splits]\ntrain = [\"b\"]\n[[check.path]]\npattern = \"c/\"\nallow = \
                    [\"no-text\"]\n[[check.suppress]]\npair = [\"d\", \"e\"]\nreason = \"f\"\n";
    let whole = whole.to_toml().expect("settings can be written");
    vec![settings.into(), whole.into()]
}
