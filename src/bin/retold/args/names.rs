//! Names of files as they are typed, which need be no UTF-8.

use crate::output;
use clap::builder::{OsStringValueParser, TypedValueParser};
use retold::input::shown_path;
use std::fmt;
use std::str::FromStr;

/// `FORMAT=PATH`.
#[derive(Clone, Debug)]
pub(crate) struct Target<F> {
    pub(crate) format: F,
    pub(crate) path: String,
}

impl<F: FromStr<Err: fmt::Display> + fmt::Display> FromStr for Target<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((format, path)) = text.split_once('=') else {
            return Err("expected FORMAT=PATH, such as json=report.json".to_string());
        };
        let format: F = format.parse().map_err(|error: F::Err| error.to_string())?;
        if path.is_empty() {
            return Err(format!("no path behind {format}="));
        }
        Ok(Self { format, path: path.to_string() })
    }
}

/// The name of an output, which need be no UTF-8.
pub(super) fn output_name() -> impl TypedValueParser<Value = String> {
    OsStringValueParser::new().map(output::shown)
}

/// A form and the name of an output, which need be no UTF-8.
pub(super) fn target<F>() -> impl TypedValueParser<Value = Target<F>>
where
    F: FromStr<Err: fmt::Display> + fmt::Display + Clone + Send + Sync + 'static,
{
    OsStringValueParser::new().try_map(|typed| {
        let text = typed.to_string_lossy().into_owned();
        #[cfg(unix)]
        if let (None, Some((format, _))) = (typed.to_str(), text.split_once('=')) {
            use std::os::unix::ffi::OsStrExt;
            let path = std::ffi::OsStr::from_bytes(&typed.as_bytes()[format.len() + 1..]);
            return format!("{format}={}", output::shown(path.to_os_string())).parse::<Target<F>>();
        }
        text.parse::<Target<F>>()
    })
}

/// The name of a file as it is shown, for one that is not UTF-8 can be typed too.
pub(super) fn name() -> impl TypedValueParser<Value = String> {
    OsStringValueParser::new().map(|name| shown_path(std::path::Path::new(&name)))
}
