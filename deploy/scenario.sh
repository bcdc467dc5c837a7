#!/usr/bin/env bash
# Runs one whole project of a known kind on this machine, with invented persons and every party a process and a folder
# of its own: two servers, holders, operators, committee, researcher, auditor. Prints for every step who does it and who
# sees what, checks that, and destroys the project. What the templates show: docs/scenarios.md.
#
#   ./deploy/scenario.sh hospital-insurer    hospital and insurer; key-management agency and linkage institution (PIPA)
#   ./deploy/scenario.sh card-telecom        card and telecom company; one data institution (financial route)
#   ./deploy/scenario.sh cancer-cohort       cancer centre, insurer, statistics office; star around the cohort (PIPA)
#   ./deploy/scenario.sh bank-transport      bank and public transport; one data institution (financial route)
#
#   --persons N   in each file (default 2000)     --keep      keep all folders; else only DIR/evidence stays
#   --seed N      of the persons (default 1)      --one-user  as root: do not give each party a user of its own
#   --dir DIR     where everything goes (default  --pause AT  stop before that step, to go on by hand, with both servers
#                 scenario-data; emptied first)               running: encode, match, review, release, open, destroy, audit
#   --bin DIR     programs built already;         --stop      end the servers of a run with --pause: --stop --dir DIR
#                 builds nothing
set -euo pipefail
umask 077
caller=$PWD
cd "$(dirname "$0")/.."
root=$PWD
usage() { sed -n '2,18s/^# \{0,1\}//p' deploy/scenario.sh >&2; }
refuse() {  # refuse STATUS MESSAGE
  echo "scenario.sh: $2" >&2
  exit "$1"
}

name='' persons=2000 seed=1 dir=$PWD/scenario-data bin='' keep=no pause='' stop=no one_user=no
while [ $# -gt 0 ]; do
  case "$1" in
    --help|-h) usage; exit 0 ;;
    --keep) keep=yes; shift; continue ;;
    --stop) stop=yes; shift; continue ;;
    --one-user) one_user=yes; shift; continue ;;
    --persons|--seed|--dir|--bin|--pause) [ $# -ge 2 ] || { usage; refuse 2 "$1 wants a value"; } ;;
    -*) usage; refuse 2 "unknown option $1" ;;
    *) [ -z "$name" ] || refuse 2 "one scenario at a time: '$name' or '$1'"; name=$1; shift; continue ;;
  esac
  case "$1" in
    --persons) persons=$2 ;; --seed) seed=$2 ;; --pause) pause=$2 keep=yes ;;
    --dir) dir=$(cd "$caller" && realpath -m "$2") ;; --bin) bin=$(cd "$caller" && realpath "$2") ;;
  esac
  shift 2
done

if [ "$stop" = yes ]; then
  [ -e "$dir/.ieum-scenario" ] || refuse 4 "'$dir' is not from a scenario; give its folder with --dir"
  for pid_file in "$dir"/*/server.pid; do
    [ -e "$pid_file" ] || refuse 4 "no server of '$dir' runs"
    pid=$(cat "$pid_file")
    # Only what we started: a number may have gone to another process since.
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'ieum-server --role'; then kill -TERM "$pid"; fi
    rm -f "$pid_file"
  done
  exit 0
fi
[ -n "$name" ] || { usage; refuse 2 "which scenario?"; }
settings=deploy/scenarios/$name
[ -f "$settings/settings.sh" ] || { usage; refuse 4 "there is no scenario '$name'"; }
if ! [[ $persons =~ ^[0-9]{1,7}$ ]] || [ "$persons" -lt 600 ]; then
  refuse 2 "--persons is a number of at least 600: with fewer the committee would let nothing go"
fi
case "$pause" in
  ''|encode|match|review|release|open|destroy|audit) ;;
  *) refuse 2 "--pause is encode, match, review, release, open, destroy or audit" ;;
esac
[[ $seed =~ ^[0-9]{1,9}$ ]] || refuse 2 "--seed is a number of at most nine digits"

if [ -z "$bin" ]; then
  ./deploy/install-packages.sh
  echo "== Building (a few minutes the first time)"
  cmake --preset release >/dev/null
  cmake --build --preset release --target ieum ieumctl ieum-server
  bin=$root/build/release/bin
fi

# Start from nothing, but never empty a folder that is not ours.
marker=$dir/.ieum-scenario
if [ -e "$dir" ] && [ ! -e "$marker" ] && [ -n "$(ls -A "$dir")" ]; then
  refuse 3 "'$dir' exists and is not from an earlier scenario; choose another --dir"
fi
for pid_file in "$dir"/*/server.pid; do
  [ ! -e "$pid_file" ] || refuse 3 "servers of '$dir' run; end them with ./deploy/scenario.sh --stop --dir '$dir'"
done
mkdir -p "$dir"
touch "$marker"
find "$dir" -mindepth 1 -maxdepth 1 ! -name .ieum-scenario -exec rm -rf {} +

# What the template sets; steps.sh reads it.
title='' purpose='' legal_basis='' route='' profile=korean-person overlap=50
matcher_institution='' joiner_institution='' recipient='' bias_column=''
matcher_title='' joiner_title='' digest=''
holders=() file_share=() joins=() columns=()
# shellcheck source=deploy/scenarios/hospital-insurer/settings.sh
. "$settings/settings.sh"
# shellcheck source=deploy/scenarios/parties.sh
. deploy/scenarios/parties.sh
# shellcheck source=deploy/scenarios/steps.sh
. deploy/scenarios/steps.sh
# shellcheck source=deploy/scenarios/evidence.sh
. deploy/scenarios/evidence.sh

run_scenario
