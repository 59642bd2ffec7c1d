//! Progress by phase, on a terminal only, and how long each phase took, where that was asked for.

use crate::output::say;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use retold::observe::{Observer, Phase};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Instant;

/// Whether progress is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// When standard error is a terminal.
    OnTerminals,
    /// Never.
    Never,
}

/// Whether it is said how long each phase took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timing {
    /// On standard error.
    Told,
    /// Not at all.
    Untold,
}

/// One bar, for the phase that runs.
pub(crate) struct Progress {
    bar: Mutex<Option<ProgressBar>>,
    drawing: bool,
    timing: Timing,
    /// When the phase began.
    began: Mutex<Instant>,
}

impl Progress {
    pub(crate) fn new(drawing: Drawing, timing: Timing) -> Self {
        let drawing = drawing == Drawing::OnTerminals && std::io::stderr().is_terminal();
        Self { bar: Mutex::new(None), drawing, timing, began: Mutex::new(Instant::now()) }
    }

    fn with_bar(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        // A panic while drawing must not hide the one that caused it, and a lost bar is no loss.
        if let Ok(mut bar) = self.bar.lock() {
            act(&mut bar);
        }
    }
}

impl Observer for Progress {
    fn begin(&self, phase: Phase, total: Option<u64>) {
        if let Ok(mut began) = self.began.lock() {
            *began = Instant::now();
        }
        if !self.drawing {
            return;
        }
        let place = Phase::ALL.iter().position(|&other| other == phase).map_or(0, |at| at + 1);
        let label = format!("{place}/{} {}", Phase::ALL.len(), phase.verb());
        let template = match (phase, total) {
            (Phase::Read, _) => "{msg:24} {bar:30} {bytes}/{total_bytes} {elapsed}",
            (_, Some(_)) => "{msg:24} {bar:30} {pos}/{len} {elapsed}",
            (_, None) => "{msg:24} {spinner} {elapsed}",
        };
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr()).with_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        bar.set_message(label);
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        self.with_bar(|current| *current = Some(bar));
    }

    fn advance(&self, _: Phase, steps: u64) {
        self.with_bar(|bar| {
            if let Some(bar) = bar {
                bar.inc(steps);
            }
        });
    }

    fn end(&self, phase: Phase) {
        self.with_bar(|bar| {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
        });
        if let (Timing::Told, Ok(began)) = (self.timing, self.began.lock()) {
            say(&format!("retold: {} took {:.2} s", phase.verb(), began.elapsed().as_secs_f64()));
        }
    }
}
