//! placeholder
use crate::args::CompareArgs;
use crate::exit::Exit;
pub(crate) fn run(_: &CompareArgs) -> anyhow::Result<Exit> { anyhow::bail!("later") }
