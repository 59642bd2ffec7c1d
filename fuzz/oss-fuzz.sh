#!/usr/bin/env bash
# Builds the fuzz targets as OSS-Fuzz asks for them: a program a target in $OUT, beside each its seeds in an archive and the
# options that it is run with.
#   OUT                 the folder that is filled; target/fuzzing/out without it
#   CC, CXX             the compilers of what is not Rust, which the build scripts of the dependencies ask for by these names;
#                       without them those of the machine
#   CFLAGS, CXXFLAGS    what they are called with
#   LIB_FUZZING_ENGINE  the engine, as a file (`.a`); when it is none, such as `-fsanitize=fuzzer`, the libFuzzer that comes with
#                       the crate libfuzzer-sys is compiled by $CXX
# SANITIZER is not looked at: what CFLAGS and CXXFLAGS say holds for the C and C++ among the dependencies, and safe Rust needs
# none. Only the crate itself counts its branches, as in fuzz/run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

target_folder=$(cd .. && pwd)/target
[ -z "${CARGO_TARGET_DIR:-}" ] || target_folder=$(mkdir -p "$CARGO_TARGET_DIR" && cd "$CARGO_TARGET_DIR" && pwd)
out=${OUT:-$target_folder/fuzzing/out}
mkdir -p "$out"
out=$(cd "$out" && pwd)

engine=${LIB_FUZZING_ENGINE:-}
if [ -f "$engine" ]; then
  # cargo is told a folder and the name of a library: lib*.a.
  CUSTOM_LIBFUZZER_PATH=$(cd "$(dirname "$engine")" && pwd)/$(basename "$engine")
  export CUSTOM_LIBFUZZER_PATH
  # The library of C++ that the compiler puts before all others.
  case " ${CXXFLAGS:-} " in *" -stdlib=libc++ "*) export CUSTOM_LIBFUZZER_STD_CXX=c++ ;; esac
fi

cargo build --locked
program=$target_folder/debug/fuzz

seeds=$(mktemp -d)
trap 'rm -r "$seeds"' EXIT
for name in $("$program"); do
  # One program knows all targets, and goes by the name that it is started under.
  ln -f "$program" "$out/$name" 2>/dev/null || cp "$program" "$out/$name"
  RETOLD_FUZZ_TARGET=$name RETOLD_FUZZ_SEEDS=$seeds/$name "$program"
  [ ! -d "found/$name" ] || cp "found/$name"/* "$seeds/$name/"
  python3 - "$seeds/$name" "$out/${name}_seed_corpus.zip" <<'ZIP'
import pathlib, sys, zipfile
folder, target = map(pathlib.Path, sys.argv[1:])
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
    for path in sorted(folder.iterdir()):
        # The same seeds make the same archive.
        archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
ZIP
  printf '[libfuzzer]\nmax_len = 32768\ntimeout = 60\nrss_limit_mb = 3072\n' >"$out/$name.options"
done
printf '%s: %d targets\n' "$out" "$("$program" | wc -l)"
