//! Packed files of several members: gzip and bzip2 files that were put behind each other, and read as one.
//!
//! A member costs the making of a decoder, whatever is in it. Somebody who puts very many empty ones behind each other makes a
//! small file cost a minute, so of those no more than a few thousand in a row are unpacked. Decoders of zstd and xz go
//! on with the next frame by themselves, at next to no cost.

use std::io::{BufRead, Error, Read, Result};

/// Empty members in a row behind which nothing is expected.
const MOST_EMPTY: u32 = 10_000;

/// A decoder of one member.
pub(super) trait Member<R>: Read {
    fn begin(source: R) -> Self;

    /// What stands behind the member.
    fn rest(self) -> R;
}

impl<R: BufRead> Member<R> for bzip2::bufread::BzDecoder<R> {
    fn begin(source: R) -> Self {
        Self::new(source)
    }

    fn rest(self) -> R {
        self.into_inner()
    }
}

impl<R: BufRead> Member<R> for flate2::bufread::GzDecoder<R> {
    fn begin(source: R) -> Self {
        Self::new(source)
    }

    fn rest(self) -> R {
        self.into_inner()
    }
}

/// What all members hold, one behind the other.
pub(super) struct Members<M, R> {
    /// The member that is read, or the source between two.
    at: At<M, R>,
    /// Whether it gave anything.
    gave: bool,
    /// Empty members in a row.
    empty: u32,
}

enum At<M, R> {
    Member(M),
    Between(R),
    End,
}

impl<M: Member<R>, R: BufRead> Members<M, R> {
    pub(super) fn of(source: R) -> Self {
        Self { at: At::Member(M::begin(source)), gave: false, empty: 0 }
    }

    fn ended(&mut self, member: M) -> Result<()> {
        self.empty = if self.gave { 0 } else { self.empty + 1 };
        self.gave = false;
        if self.empty > MOST_EMPTY {
            return Err(Error::other(format!(
                "{MOST_EMPTY} empty members in a row; what stands behind them was not read"
            )));
        }
        self.at = At::Between(member.rest());
        Ok(())
    }
}

impl<M: Member<R>, R: BufRead> Read for Members<M, R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.at, At::End) {
                At::Member(mut member) => match member.read(buffer) {
                    Ok(0) => self.ended(member)?,
                    read => {
                        self.gave |= read.is_ok();
                        self.at = At::Member(member);
                        return read;
                    }
                },
                At::Between(mut source) => {
                    let rest = source.fill_buf().map(|rest| !rest.is_empty());
                    match rest {
                        Ok(true) => self.at = At::Member(M::begin(source)),
                        Ok(false) => {}
                        Err(error) => {
                            self.at = At::Between(source);
                            return Err(error);
                        }
                    }
                }
                At::End => return Ok(0),
            }
        }
    }
}
