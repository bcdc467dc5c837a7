#!/usr/bin/env bash
# Sets up, builds and tests: one command from a fresh Debian 12 to "passed".
#   ./deploy/test.sh             everything a change must pass
#   ./deploy/test.sh --no-asan   without the sanitizer build (about half the time)
set -euo pipefail
cd "$(dirname "$0")/.."
asan=yes
case "${1:-}" in
  --no-asan) asan=no ;;
  "") ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

./deploy/install-packages.sh

# An empty cache has nothing to give, and filling it takes a seventh of the time of a build.
if ccache --print-stats 2>/dev/null | grep -q '^cache_size_kibibyte[[:space:]]*0$'; then export CCACHE_DISABLE=1; fi

echo "== format and scripts"
git ls-files '*.cc' '*.h' '*.proto' | xargs clang-format --dry-run -Werror
shellcheck -x deploy/*.sh deploy/scenarios/*.sh deploy/scenarios/*/settings.sh .ci/run

step() {
  echo "== $1: configure, build, test"
  cmake --preset "$1" >/dev/null
  cmake --build --preset "$1"
}
step release
ctest --preset release -j "$(nproc)"
if [ "$asan" = yes ]; then
  step asan
  # Sanitizers, and 8 seconds of search for each fuzz target. What kills and restarts ran above.
  ctest --preset asan -j "$(nproc)"
fi
