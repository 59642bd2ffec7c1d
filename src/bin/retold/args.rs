//! What can be typed, and what it means.

pub(crate) mod check;
pub(crate) mod measure;
mod names;

pub(crate) use check::CheckArgs;
pub(crate) use measure::{ScoreArgs, TuneArgs};
pub(crate) use names::Target;

use names::{name, output_name, target};

use crate::memory::Size;
use crate::progress::{Drawing, Progress, Timing};
use crate::settings::Source;
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use retold::config::{Config, FileConfig, Levels, is_file_of_vectors};
use retold::copies::AlsoRemoved;
use retold::copies::SimilarityMeasure;
use retold::dedup::Keep;
use retold::input::{Extractor, Markup};
use retold::page::Splitting;
use retold::report::Format;
use retold::report::csv::CsvCells;
use retold::report::terminal::Colour;

/// Finds which news articles are the same text, which tell one story, which stories form a storyline, and what text
/// they share.
#[derive(Debug, Parser)]
#[command(name = "retold", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to colour the output.
    #[arg(long = "color", value_name = "WHEN", global = true, default_value = "auto")]
    pub(crate) colour: ColourChoice,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read articles, find copies, stories, storylines and shared text, and report them.
    Cluster(ClusterArgs),
    /// Show what the reader and the page stage make of the input: one JSON line an article.
    Articles(ArticlesArgs),
    /// Check a corpus by rules, for continuous integration: copies, leaks between sets, records that are no articles. Exits
    /// with 0 when it is clean, 1 when something that is denied was found, and 2 when it could not be checked.
    Check(Box<CheckArgs>),
    /// Compare two documents: how similar they are at each level, what text they share, and why they were or were not
    /// joined.
    Compare(CompareArgs),
    /// Write the input again without its copies, in its own form, each record as it was to the byte.
    Dedup(DedupArgs),
    /// Render a saved JSON report again.
    Report(ReportArgs),
    /// Write what a shell completes behind retold, for bash, elvish, fish, powershell or zsh.
    Completions(CompletionsArgs),
    /// Write the manual pages into a folder, or the first of them to standard output.
    Man(ManArgs),
    /// Score a result against labels: B-cubed, pairwise and adjusted Rand, or labelled pairs, with bootstrap intervals.
    Score(ScoreArgs),
    /// Show what other thresholds would give, and which pairs are worth judging. Changes nothing.
    Tune(TuneArgs),
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ColourChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColourChoice {
    pub(crate) fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }

    /// What standard output will show of colours: `anstream` strips them where they are not wanted.
    pub(crate) fn on_standard_output() -> Colour {
        match anstream::AutoStream::choice(&std::io::stdout()) {
            anstream::ColorChoice::Never => Colour::Off,
            _ => Colour::On,
        }
    }
}

/// What every command that reads articles knows.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// Files, folders, patterns, or - for standard input. Text pages, HTML, JSONL, JSON arrays, CSV, Parquet, Arrow, RSS, Atom,
    /// JSON Feed and WARC, in any charset, plain or .gz .zst .bz2 .xz; told by content.
    #[arg(required = true, value_name = "INPUT", value_parser = name())]
    pub(crate) inputs: Vec<String>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// How to read and how to run.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that is given or not")]
pub(crate) struct RunArgs {
    /// Field with the text, a dot goes into an object; may be given several times, tried in order.
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    text_field: Vec<String>,
    /// Field with the headline.
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    title_field: Vec<String>,
    /// Field with the date of publication.
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    date_field: Vec<String>,
    /// Field with the address.
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    url_field: Vec<String>,
    /// Field with the outlet.
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    source_field: Vec<String>,
    /// Field with the language.
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    lang_field: Vec<String>,
    /// Field with the id.
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    id_field: Vec<String>,
    /// Vectors of your own, one a document: a field with an array of numbers, or a file: .npy with a row for each record of
    /// the one input, or JSON lines with id and vector. They join articles across languages.
    #[arg(long, value_name = "FIELD|FILE", help_heading = "Fields of records")]
    vectors: Option<String>,
    /// Whether pages are split into articles and freed of furniture [default: split].
    #[arg(long, value_name = "HOW")]
    pages: Option<Pages>,
    /// How the article of an HTML page is told from the rest of it [default: best].
    #[arg(long, value_name = "HOW")]
    extractor: Option<ExtractorChoice>,
    /// What becomes of HTML in the text or headline of a record [default: auto].
    #[arg(long, value_name = "HOW", help_heading = "Fields of records")]
    markup: Option<MarkupChoice>,
    /// A file of settings, whose keys are those of the options [default: retold.toml in the working directory or above it].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<std::path::PathBuf>,
    /// Read no file of settings.
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
    /// A bad record is an error and ends the run.
    #[arg(long, conflicts_with = "lenient")]
    pub(crate) strict: bool,
    /// A truncated or damaged file, a table without a text column, a file that cannot be read, or an input that gave no
    /// document does not make the exit code 2.
    #[arg(long)]
    pub(crate) lenient: bool,
    /// Threads to use; all processors when not given. The result does not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Memory for what is remembered of the articles, such as 800M or 4G; what does not fit goes to a temporary file. The
    /// result does not depend on it [default: half of the machine's].
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<Size>,
    /// Say nothing but the result and errors.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Say on standard error how long each phase took.
    #[arg(long, short, conflicts_with = "quiet")]
    verbose: bool,
    /// Draw no progress bars.
    #[arg(long)]
    no_progress: bool,
    /// What the file of settings says.
    #[arg(skip)]
    pub(crate) file: FileConfig,
    /// Which file that is.
    #[arg(skip)]
    pub(crate) source: Option<Source>,
    /// Whether nobody typed that a bad record is an error, but the file says so.
    #[arg(skip)]
    strict_by_file: bool,
}

/// `--pages`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Pages {
    /// Main articles, side articles and teasers, without furniture.
    Split,
    /// Each document is one article with all its text.
    Whole,
}

/// `--extractor`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExtractorChoice {
    /// By what two extractors agree on.
    Best,
    /// By one, three times as fast.
    Fast,
}

/// `--markup`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum MarkupChoice {
    /// It is taken off where a text shows that it is markup.
    Auto,
    /// Texts stay as they are.
    Keep,
    /// Every text is read as markup.
    Strip,
}

/// How alike is alike.
#[derive(Debug, Args)]
pub(crate) struct LevelArgs {
    /// How far to go: each level needs the ones before it [default: all].
    #[arg(long, value_name = "LEVELS", help_heading = "Levels")]
    levels: Option<LevelsChoice>,
    #[command(flatten)]
    copies: CopiesArgs,
    /// Similarity within a storyline from which articles are one story, in (0, 1) [default: 0.15].
    #[arg(long, value_name = "T", help_heading = "Levels")]
    story_threshold: Option<f64>,
    /// Similarity above chance from which articles are one storyline, in (0, 1) [default: 0.08].
    #[arg(long, value_name = "T", help_heading = "Levels")]
    storyline_threshold: Option<f64>,
    /// What your own vectors say in the similarity of two articles of one language, in [0, 1]; the rest is said by their
    /// words [default: 0.1].
    #[arg(long, value_name = "W", help_heading = "Levels")]
    vectors_weight: Option<f64>,
    /// Spellings that you have judged: a line a name, its forms with " = " between them, or " != " between forms that are
    /// different names. `--output spellings=FILE` writes what was learned in this form.
    #[arg(long, value_name = "FILE", help_heading = "Levels")]
    pub(crate) spellings: Option<std::path::PathBuf>,
}

/// How alike copies are.
#[derive(Debug, Args)]
pub(crate) struct CopiesArgs {
    /// How copies are judged: with shingles weighed by rarity, or on plain Jaccard [default: rarity].
    #[arg(long, value_name = "HOW", help_heading = "Levels")]
    copies_similarity: Option<SimilarityChoice>,
    /// Jaccard similarity from which two articles are copies, in (0, 1] [default: 0.5; 0.7 with plain].
    #[arg(long, value_name = "T", help_heading = "Levels")]
    copies_threshold: Option<f64>,
    /// Share of the shorter article that must stand in the longer one to make it a copy, in (0, 1]; not with plain
    /// [default: 0.6].
    #[arg(long, value_name = "T", help_heading = "Levels")]
    containment_threshold: Option<f64>,
    /// Probability with which two articles whose plain Jaccard is at the copies threshold are compared, in (0, 1)
    /// [default: 0.99].
    #[arg(long, value_name = "R", help_heading = "Levels")]
    recall: Option<f64>,
}

/// `--levels`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LevelsChoice {
    /// The same text.
    Copies,
    /// And the same event.
    Stories,
    /// And the same affair.
    All,
}

/// `--copies-similarity`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SimilarityChoice {
    /// Shingles weighed by rarity.
    Rarity,
    /// Plain Jaccard.
    Plain,
}

/// `retold cluster`.
#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    /// Write a report: FORMAT is json, jsonl, pairs, csv, passages, parquet, parquet-passages, html, markdown, spellings or
    /// terminal; PATH may be - for standard output. May be given several times.
    #[arg(long, short, value_name = "FORMAT=PATH", value_parser = target::<Format>())]
    pub(crate) output: Vec<OutputTarget>,
    #[command(flatten)]
    pub(crate) summary: SummaryArgs,
}

/// What the terminal shows, and whom tables are written for.
#[derive(Debug, Args)]
pub(crate) struct SummaryArgs {
    /// How many storylines, stories and groups of copies the terminal shows, of each.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) top: usize,
    /// Show every member and every passage of them, and their ids.
    #[arg(long)]
    pub(crate) details: bool,
    /// Show one storyline with its stories, one story or one group of copies, by its id, instead of the summary.
    #[arg(long, value_name = "ID", conflicts_with = "top")]
    pub(crate) cluster: Option<String>,
    /// Write a ' before each cell of the formats csv and passages that a spreadsheet would run as a formula.
    #[arg(long)]
    pub(crate) csv_safe: bool,
}

impl SummaryArgs {
    /// Whom the cells of tables are written for.
    pub(crate) fn csv_cells(&self) -> CsvCells {
        if self.csv_safe { CsvCells::Safe } else { CsvCells::AsIs }
    }

    /// Whether passages are wanted, which only texts give.
    pub(crate) fn shows_texts(&self) -> bool {
        self.details || self.cluster.is_some()
    }
}

/// `retold articles`.
#[derive(Debug, Args)]
pub(crate) struct ArticlesArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Say of each file what it is, in which charset, how many records it has and which of its fields is what, instead of
    /// showing articles.
    #[arg(long)]
    pub(crate) fields: bool,
    /// Show the lines that recur in articles of one outlet, or everywhere, and are taken for furniture, instead of articles:
    /// one JSON line each, with the outlet, and in how many different texts of how many articles it stands.
    #[arg(long, conflicts_with = "fields")]
    pub(crate) furniture: bool,
}

/// `retold compare`.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// A file, or FILE and :LINE for a record; #N behind it takes the Nth article of a page.
    pub(crate) a: String,
    /// The other.
    pub(crate) b: String,
    /// Judge them within this corpus, whose words and phrases tell what is rare; may be given several times.
    #[arg(long, value_name = "INPUT", value_parser = name())]
    pub(crate) within: Vec<String>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
}

/// `retold dedup`.
#[derive(Debug, Args)]
pub(crate) struct DedupArgs {
    /// Files, folders or patterns, as for `cluster`. Records can be left out of JSON lines, JSON arrays, CSV and its
    /// relatives and Parquet, plain or packed; of pages and HTML the whole file is.
    #[arg(value_name = "INPUT", required_unless_present = "apply", value_parser = name())]
    pub(crate) inputs: Vec<String>,
    /// Where the input without its copies goes: a file, or - for standard output, when INPUT is one file; else a folder that
    /// is new or empty.
    #[arg(long, short, value_name = "PATH", required_unless_present = "dry_run", value_parser = output_name())]
    pub(crate) out: Option<String>,
    /// Which of several records stays that cover the same ones: longest, earliest, first, last, most-central, or source: and
    /// outlets with commas between them, the most wanted first.
    #[arg(long, value_name = "RULE", default_value = "longest")]
    pub(crate) keep: Keep,
    /// Share of a record's runs of five words that must stand in one that stays, as they are, before it is removed; in
    /// [0.8, 1] [default: 0.83].
    #[arg(long, value_name = "SHARE")]
    covered: Option<f64>,
    /// Remove also what is not covered: rewritten, for reports that are another one written anew.
    #[arg(long, value_name = "WHAT")]
    remove: Option<RemoveChoice>,
    /// Write what is removed, which record stays for it, why, and which of its words stand in no record that stays: one JSON
    /// line a record.
    #[arg(long, value_name = "FILE", value_parser = output_name())]
    pub(crate) removed: Option<String>,
    /// Write the plan, which can be looked at and carried out later with --apply.
    #[arg(long, value_name = "FILE", value_parser = output_name())]
    pub(crate) plan: Option<String>,
    /// Carry out a plan; refused when a file has changed since it was made.
    #[arg(long, value_name = "PLAN", conflicts_with_all = ["inputs", "keep", "plan"])]
    pub(crate) apply: Option<String>,
    /// Write no copy of the input; list what would be removed.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Remove nothing: give each copy a field `retold_copy_of` with the name of the record that would stay for it.
    #[arg(long)]
    pub(crate) mark: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) copies: CopiesArgs,
}

/// `--remove`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum RemoveChoice {
    /// Reports that are another one written anew.
    Rewritten,
}

impl DedupArgs {
    /// The settings with what was typed.
    pub(crate) fn apply(&self, config: &mut Config) {
        self.run.apply(config);
        self.copies.apply(config);
        config.removal.covered = self.covered.unwrap_or(config.removal.covered);
        if let Some(RemoveChoice::Rewritten) = self.remove {
            config.removal.remove = Some(AlsoRemoved::Rewritten);
        }
    }
}

/// `retold report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// A report that `--output json=PATH` wrote; - for standard input.
    pub(crate) report: String,
    /// Write it in a format; the terminal summary is shown when none is given.
    #[arg(long, short, value_name = "FORMAT=PATH", value_parser = target::<Format>())]
    pub(crate) output: Vec<OutputTarget>,
    #[command(flatten)]
    pub(crate) summary: SummaryArgs,
}

/// `retold completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    pub(crate) shell: clap_complete::Shell,
}

/// `retold man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder.
    #[arg(long, short, value_name = "FOLDER")]
    pub(crate) out: Option<std::path::PathBuf>,
}

impl Command {
    /// How the command reads, if it reads articles.
    pub(crate) fn run_args(&mut self) -> Option<&mut RunArgs> {
        match self {
            Self::Cluster(args) => Some(&mut args.reading.run),
            Self::Articles(args) => Some(&mut args.reading.run),
            Self::Check(args) => Some(&mut args.run),
            Self::Compare(args) => Some(&mut args.run),
            Self::Dedup(args) => Some(&mut args.run),
            Self::Tune(args) => Some(&mut args.reading.run),
            Self::Completions(_) | Self::Man(_) | Self::Report(_) | Self::Score(_) => None,
        }
    }
}

/// Where a report goes.
pub(crate) type OutputTarget = Target<Format>;

impl RunArgs {
    pub(crate) fn progress(&self) -> Progress {
        let drawing = if self.quiet || self.no_progress { Drawing::Never } else { Drawing::OnTerminals };
        Progress::new(drawing, if self.verbose { Timing::Told } else { Timing::Untold })
    }

    /// Sets the size of the thread pool.
    pub(crate) fn start_threads(&self) -> Result<()> {
        let Some(threads) = self.threads else { return Ok(()) };
        if threads == 0 {
            bail!("--threads must be at least 1");
        }
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("the threads cannot be started")
    }

    /// The settings that reading needs: what the file says, then what was typed.
    pub(crate) fn apply(&self, config: &mut Config) {
        self.apply_over(&self.file, config);
    }

    /// The settings with what was typed over what `file` says.
    pub(crate) fn apply_over(&self, file: &FileConfig, config: &mut Config) {
        file.apply(config);
        self.typed().apply(config);
        if let Some(given) = self.vectors.as_ref().or(file.vectors.as_ref()) {
            // What looks like a file is one even when it is missing, so that a wrong path is told.
            if is_file_of_vectors(given) || std::path::Path::new(given).is_file() {
                config.input.vectors = Some(given.clone());
            } else {
                config.input.fields.vector = vec![given.clone()];
            }
        }
    }

    /// What was typed, as a file would say it.
    fn typed(&self) -> FileConfig {
        FileConfig {
            text_field: self.text_field.clone(),
            title_field: self.title_field.clone(),
            date_field: self.date_field.clone(),
            url_field: self.url_field.clone(),
            source_field: self.source_field.clone(),
            lang_field: self.lang_field.clone(),
            id_field: self.id_field.clone(),
            pages: self.pages.map(|pages| match pages {
                Pages::Split => Splitting::Split,
                Pages::Whole => Splitting::Whole,
            }),
            extractor: self.extractor.map(|extractor| match extractor {
                ExtractorChoice::Best => Extractor::Best,
                ExtractorChoice::Fast => Extractor::Fast,
            }),
            markup: self.markup.map(|markup| match markup {
                MarkupChoice::Auto => Markup::Auto,
                MarkupChoice::Keep => Markup::Keep,
                MarkupChoice::Strip => Markup::Strip,
            }),
            ..FileConfig::default()
        }
    }

    /// The file of settings that is used.
    pub(crate) fn settings_file(&self) -> Option<&str> {
        self.source.as_ref().and_then(|source| source.path.to_str())
    }

    /// Whether `--strict` was typed, and not only said by a file.
    pub(crate) fn is_strict_typed(&self) -> bool {
        self.strict && !self.strict_by_file
    }

    /// Takes what a file says where nothing was typed.
    pub(crate) fn fill(&mut self, file: FileConfig, source: Source) -> Result<()> {
        self.source = Some(source);
        self.strict_by_file = !self.strict;
        self.strict |= file.strict == Some(true) && !self.lenient;
        self.lenient |= file.lenient == Some(true) && !self.strict;
        self.threads = self.threads.or(file.threads);
        if let Some(size) = file.memory.as_ref().filter(|_| self.memory.is_none()) {
            self.memory = Some(size.parse().map_err(|reason: String| anyhow!("memory: {reason}"))?);
        }
        self.file = file;
        Ok(())
    }
}

impl CopiesArgs {
    /// The settings of copies.
    pub(crate) fn apply(&self, config: &mut Config) {
        self.typed().apply(config);
    }

    fn typed(&self) -> FileConfig {
        FileConfig {
            copies_similarity: self.copies_similarity.map(|similarity| match similarity {
                SimilarityChoice::Rarity => SimilarityMeasure::Rarity,
                SimilarityChoice::Plain => SimilarityMeasure::Plain,
            }),
            copies_threshold: self.copies_threshold,
            containment_threshold: self.containment_threshold,
            recall: self.recall,
            ..FileConfig::default()
        }
    }
}

impl LevelArgs {
    /// The settings of the levels.
    pub(crate) fn apply(&self, config: &mut Config) {
        let typed = FileConfig {
            levels: self.levels.map(|levels| match levels {
                LevelsChoice::Copies => Levels::Copies,
                LevelsChoice::Stories => Levels::Stories,
                LevelsChoice::All => Levels::All,
            }),
            story_threshold: self.story_threshold,
            storyline_threshold: self.storyline_threshold,
            vectors_weight: self.vectors_weight,
            ..self.copies.typed()
        };
        typed.apply(config);
    }
}
