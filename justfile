# What people do with this repository again and again. `just --list` shows it.

# Everything but the tests on real corpora: format, lints, documentation, tests.
check: fmt clippy doc test

# Sources as rustfmt writes them.
fmt:
    cargo fmt --check

# Lints of the library, the binary and the tests.
clippy:
    cargo clippy --all-targets -- -D warnings

# The documentation, without a broken link.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# All tests; those on real corpora too when RETOLD_CORPORA names their folder.
test *arguments:
    cargo test {{arguments}}

# All tests but those on real corpora, whatever RETOLD_CORPORA says.
corpora-free:
    env -u RETOLD_CORPORA cargo test

# Rewrites the golden files of the reports; look at the difference before you keep it.
golden:
    RETOLD_UPDATE_GOLDEN=1 cargo test --lib report

# The main job on the sample articles, or on INPUT.
report input="seeds":
    cargo run --release -- cluster {{input}} --output html=report.html

# Every reader and stage on made-up bytes, a minute each or RETOLD_FUZZ_SECONDS; or only the targets that are named.
fuzz *targets:
    fuzz/run {{targets}}

# The fuzz targets as OSS-Fuzz builds them, in target/fuzzing/out or $OUT.
oss-fuzz:
    fuzz/oss-fuzz.sh

# Known faults, licences, origins and duplicates among the dependencies; needs cargo-deny, and the network for the faults.
deny:
    cargo deny --config deny.toml --locked check
    cargo deny --config deny.toml --locked --manifest-path fuzz/Cargo.toml check

# What continuous integration runs.
ci:
    bash .ci/run

# How fast each room on the hot path is; with a corpus of JSON lines, what each stage of the pass costs.
bench corpus="":
    cargo bench --bench rooms
    {{ if corpus == "" { "true" } else { "cargo bench --bench one_pass -- " + corpus } }}

# Other tools beside this one, on a generated corpus; needs benches/peers/requirements.txt.
peers *arguments:
    cargo build --release
    python3 benches/peers/compare.py {{arguments}}
