#!/usr/bin/env bash
# Builds the Debian packages twice, in two folders of different names, and compares them byte by byte.
#   ./deploy/check-reproducible.sh [FOLDER]     works below FOLDER (default: a new temporary one)
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in --help|-h) sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
work=${1:-$(mktemp -d)}
./deploy/install-packages.sh
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
export CCACHE_DISABLE=1  # two compilations, not one and a copy

for name in first second-of-another-length; do
  echo "== $name build"
  mkdir -p "$work/$name"
  git archive HEAD | tar -x -C "$work/$name"
  (cd "$work/$name" && cmake --preset release -DIEUM_BUILD_TESTS=OFF -DIEUM_BUILD_BENCHMARKS=OFF >/dev/null \
    && cmake --build --preset release --target package)
done

same=yes
for one in "$work"/first/build/release/*.deb; do
  other=$work/second-of-another-length/build/release/$(basename "$one")
  if cmp -s "$one" "$other"; then echo "same       $(sha256sum "$one" | cut -c1-64)  $(basename "$one")"
  else echo "DIFFERENT  $(basename "$one")"; same=no; fi
done
[ "$same" = yes ] || { echo "check-reproducible.sh: the packages differ; look at them with diffoscope" >&2; exit 1; }
