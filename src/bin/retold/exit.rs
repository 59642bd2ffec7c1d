//! What the exit code says: 0 done, 1 findings (of a check, or a score below `--min-f1`), 2 could not do the job. A broken pipe is 0.

use std::io::ErrorKind;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The job is done.
    Done,
    /// The job is done as far as the input went: an archive was cut short or a file could not be read.
    Incomplete,
    /// The job is done, and what was found or measured is not good enough.
    Findings,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Incomplete => Self::from(2),
        }
    }
}

/// Whether an error only says that the reader of our output has gone, as `head` does.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
    })
}
