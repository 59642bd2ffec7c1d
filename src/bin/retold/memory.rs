//! How much memory there is, and how much of it a run may use.

use anyhow::{Result, bail};
use retold::spill::Memory;
use std::str::FromStr;

/// When nothing can be found out about the machine.
const UNKNOWN: u64 = 4 << 30;

/// `--memory`: bytes, or a number with K, M, G or T.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size(u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no size; write 800M, 4G or a number of bytes");
        let upper = text.trim().to_ascii_uppercase();
        let bare = upper.strip_suffix("IB").or_else(|| upper.strip_suffix('B')).unwrap_or(&upper);
        let (digits, shift) = match bare.as_bytes().last() {
            Some(b'K') => (&bare[..bare.len() - 1], 10),
            Some(b'M') => (&bare[..bare.len() - 1], 20),
            Some(b'G') => (&bare[..bare.len() - 1], 30),
            Some(b'T') => (&bare[..bare.len() - 1], 40),
            _ => (bare, 0),
        };
        let number: f64 = digits.trim().parse().map_err(|_| wrong())?;
        let bytes = number * f64::from(1_u32 << (shift / 2)) * f64::from(1_u32 << (shift - shift / 2));
        if bytes.is_finite() && bytes >= 1.0 { Ok(Self(bytes as u64)) } else { Err(wrong()) }
    }
}

/// The budget of a run: what was asked for, else half of what the machine or its container has.
pub(crate) fn budget(asked: Option<Size>) -> Result<Memory> {
    let budget = asked.map_or_else(|| available() / 2, |size| size.0);
    if budget < 16 << 20 {
        bail!("--memory must be at least 16M");
    }
    Ok(Memory { budget, folder: std::env::temp_dir() })
}

/// Whether a size is over what a run takes when none is asked for.
pub(crate) fn is_over_usual(size: Size) -> bool {
    size.0 > available() / 2
}

fn available() -> u64 {
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kib << 10)
    });
    let container = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let container = container.and_then(|text| text.trim().parse::<u64>().ok());
    machine.into_iter().chain(container).min().unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in
            [("1G", 1 << 30), ("512m", 512 << 20), ("1.5GiB", 3 << 29), ("20 MB", 20 << 20), ("99", 99)]
        {
            assert_eq!(text.parse::<Size>().unwrap().0, bytes, "{text}");
        }
        for text in ["", "much", "-1G", "0", "1X", "nan"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }
}
