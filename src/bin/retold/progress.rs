//! Progress by phase, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use retold::observe::{Observer, Phase};
use std::io::IsTerminal;
use std::sync::Mutex;

/// Whether progress is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// When standard error is a terminal.
    OnTerminals,
    /// Never.
    Never,
}

/// One bar, for the phase that runs.
pub(crate) struct Progress {
    bar: Mutex<Option<ProgressBar>>,
    drawing: bool,
}

impl Progress {
    pub(crate) fn new(drawing: Drawing) -> Self {
        let drawing = drawing == Drawing::OnTerminals && std::io::stderr().is_terminal();
        Self { bar: Mutex::new(None), drawing }
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

    fn end(&self, _: Phase) {
        self.with_bar(|bar| {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
        });
    }
}
