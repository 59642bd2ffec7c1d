//! Thrift's compact protocol, as far as it takes to walk over a value without believing its lengths.
//!
//! The descriptions in a Parquet file are written in it. Their library reserves memory for as many items as a list says it
//! has, so a damaged or hostile description is walked over first: whatever says that it is longer than what is left of the
//! bytes is refused. Specification: `doc/specs/thrift-compact-protocol.md` of Apache Thrift.

/// Values inside values are walked into so deep; those of Parquet go a dozen deep.
const DEEPEST: u32 = 64;

/// What a value is, by the four bits that stand for it.
mod kind {
    pub(super) const END: u8 = 0;
    pub(super) const TRUE: u8 = 1;
    pub(super) const FALSE: u8 = 2;
    pub(super) const BYTE: u8 = 3;
    pub(super) const SHORT: u8 = 4;
    pub(super) const INT: u8 = 5;
    pub(super) const LONG: u8 = 6;
    pub(super) const DOUBLE: u8 = 7;
    pub(super) const BINARY: u8 = 8;
    pub(super) const LIST: u8 = 9;
    pub(super) const SET: u8 = 10;
    pub(super) const MAP: u8 = 11;
    pub(super) const STRUCT: u8 = 12;
    pub(super) const UUID: u8 = 13;
}

/// A place in bytes of the protocol. Every method gives nothing when the bytes end early or contradict themselves.
pub(super) struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// A field of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) number: i64,
    kind: u8,
}

impl Field {
    /// Whether it is none, but the end of the struct.
    pub(super) fn is_end(self) -> bool {
        self.kind == kind::END
    }

    pub(super) fn is_struct(self) -> bool {
        self.kind == kind::STRUCT
    }

    pub(super) fn is_whole_number(self) -> bool {
        matches!(self.kind, kind::SHORT | kind::INT | kind::LONG)
    }
}

impl<'b> Walk<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes were walked over.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The next field of a struct, behind the one numbered `last` (0 before the first), or its end.
    pub(super) fn field(&mut self, last: i64) -> Option<Field> {
        let head = self.byte()?;
        let kind = head & 0x0F;
        if head == 0 {
            return Some(Field { number: last, kind: kind::END });
        }
        let number = match head >> 4 {
            0 => self.whole_number()?,
            step => last.checked_add(i64::from(step))?,
        };
        Some(Field { number, kind })
    }

    /// A whole number of any width.
    pub(super) fn whole_number(&mut self) -> Option<i64> {
        let zigzag = self.varint()?;
        Some((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    /// Walks over the value of a field.
    pub(super) fn skip(&mut self, field: Field) -> Option<()> {
        match field.kind {
            // Its value is its kind.
            kind::TRUE | kind::FALSE => Some(()),
            kind => self.value(kind, DEEPEST),
        }
    }

    /// Walks over a struct.
    pub(super) fn structure(&mut self) -> Option<()> {
        self.value(kind::STRUCT, DEEPEST)
    }

    fn value(&mut self, kind: u8, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            kind::TRUE | kind::FALSE | kind::BYTE => self.step(1),
            kind::SHORT | kind::INT | kind::LONG => self.varint().map(|_| ()),
            kind::DOUBLE => self.step(8),
            kind::UUID => self.step(16),
            kind::BINARY => {
                let length = self.varint()?;
                self.step(usize::try_from(length).ok()?)
            }
            kind::LIST | kind::SET => {
                let head = self.byte()?;
                let items = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                self.fits(items)?;
                (0..items).try_for_each(|_| self.value(head & 0x0F, depth))
            }
            kind::MAP => {
                let items = self.varint()?;
                if items == 0 {
                    return Some(());
                }
                self.fits(items)?;
                let kinds = self.byte()?;
                (0..items).try_for_each(|_| {
                    self.value(kinds >> 4, depth)?;
                    self.value(kinds & 0x0F, depth)
                })
            }
            kind::STRUCT => {
                let mut last = 0;
                loop {
                    let field = self.field(last)?;
                    match field.kind {
                        kind::END => return Some(()),
                        kind::TRUE | kind::FALSE => {}
                        kind => self.value(kind, depth)?,
                    }
                    last = field.number;
                }
            }
            _ => None,
        }
    }

    /// Whether so many items, of a byte at least, can be in what is left.
    fn fits(&self, items: u64) -> Option<()> {
        (items <= (self.bytes.len() - self.at) as u64).then_some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn step(&mut self, length: usize) -> Option<()> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len())?;
        self.at = end;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_struct_is_walked_over_to_its_end() {
        // 1: i32 = -3, 2: binary "ab", 4: list of two i32, 5: true, 6: struct { 1: double }, 7: map of one byte to a byte
        let fields: [&[u8]; 7] = [
            &[0x15, 5],
            &[0x18, 2, b'a', b'b'],
            &[0x29, 0x25, 2, 4],
            &[0x11],
            &[0x1C, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0x1B, 1, 0x33, 7, 8],
            &[0],
        ];
        let bytes = fields.concat();
        let mut walk = Walk::new(&bytes);
        assert_eq!(walk.structure(), Some(()));
        assert_eq!(walk.at(), bytes.len());
        let mut walk = Walk::new(&bytes);
        let first = walk.field(0).unwrap();
        assert_eq!((first.number, walk.whole_number()), (1, Some(-3)));
        for end in 0..bytes.len() {
            assert_eq!(Walk::new(&bytes[..end]).structure(), None, "{end}");
        }
    }

    #[test]
    fn what_says_that_it_is_longer_than_the_bytes_is_refused() {
        let long = [0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
        for head in [&[0x18][..], &[0x19, 0xFC], &[0x1B]] {
            assert_eq!(Walk::new(&[head, &long, &[0x33, 0, 0, 0]].concat()).structure(), None, "{head:?}");
        }
        // Structs inside structs without end.
        assert_eq!(Walk::new(&vec![0x1C; 100_000]).structure(), None);
    }
}
