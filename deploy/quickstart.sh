#!/usr/bin/env bash
# Links two CSV files end to end on this machine: development certificates, one ieum-server (matcher) on a
# loopback port, two holders that encode and submit over mutual TLS, an operator who seals and matches; what takes two
# persons is agreed on by an admin or the operator and a security officer of another unit.
#
#   ./deploy/quickstart.sh                       FEBRL4 if ../shared/data/febrl4 is there, else generated persons
#   ./deploy/quickstart.sh --a A.csv --b B.csv --profile NAME_OR_FILE [--id-column row_id] [--truth COLUMN]
#
#   --a, --b FILE      the two holders' files                --dir DIR     where everything goes
#   --profile P        built-in name or profile file                       (default quickstart-data; emptied first)
#   --id-column NAME   names the rows (default row_id)       --threads N   worker threads of the server
#   --truth NAME       known person, scored, never encoded   --bin DIR     programs built already; builds nothing
set -euo pipefail
umask 077
caller=$PWD
cd "$(dirname "$0")/.."
usage() { sed -n '2,13s/^# \{0,1\}//p' deploy/quickstart.sh >&2; }

from_caller() {  # the caller's file, seen from here; anything else (a built-in profile) stays as it is
  if [ -e "$caller/$1" ]; then echo "$caller/$1"; else echo "$1"; fi
}

file_a='' file_b='' profile='' id_column=row_id truth='' dir=$PWD/quickstart-data threads=$(nproc) bin=''
while [ $# -gt 0 ]; do
  case "$1" in
    --help|-h) usage; exit 0 ;;
    --a|--b|--profile|--id-column|--truth|--dir|--threads|--bin)
      [ $# -ge 2 ] || { echo "quickstart.sh: $1 wants a value" >&2; usage; exit 2; } ;;
    *) echo "quickstart.sh: unknown option $1" >&2; usage; exit 2 ;;
  esac
  case "$1" in
    --a) file_a=$(from_caller "$2") ;; --b) file_b=$(from_caller "$2") ;; --profile) profile=$(from_caller "$2") ;; --id-column) id_column=$2 ;;
    --truth) truth=$2 ;; --dir) dir=$(cd "$caller" && realpath -m "$2") ;; --threads) threads=$2 ;; --bin) bin=$(cd "$caller" && realpath "$2") ;;
  esac
  shift 2
done
if { [ -n "$file_a" ] || [ -n "$file_b" ]; } && { [ -z "$file_a" ] || [ -z "$file_b" ] || [ -z "$profile" ]; }; then
  echo "quickstart.sh: --a, --b and --profile belong together; see 'build/release/bin/ieum profile list'" >&2
  exit 2
fi

for file in "$file_a" "$file_b"; do
  [ -z "$file" ] || [ -f "$file" ] || { echo "quickstart.sh: there is no file '$file'" >&2; exit 4; }
  case "$(realpath "${file:-/}")" in
    "$dir"/*) echo "quickstart.sh: '$file' lies in '$dir', which is emptied first; choose another --dir" >&2; exit 2 ;;
  esac
done

if [ -z "$bin" ]; then
  ./deploy/install-packages.sh
  echo "== Building (a few minutes the first time)"
  cmake --preset release >/dev/null
  cmake --build --preset release --target ieum ieumctl ieum-server
  bin=build/release/bin
fi

# Start from nothing, but never empty a folder that is not ours.
marker=$dir/.ieum-quickstart
if [ -e "$dir" ] && [ ! -e "$marker" ] && [ -n "$(ls -A "$dir")" ]; then
  echo "quickstart.sh: '$dir' exists and is not from an earlier quickstart; choose another --dir" >&2
  exit 3
fi
mkdir -p "$dir"
touch "$marker"
find "$dir" -mindepth 1 -maxdepth 1 ! -name .ieum-quickstart -exec rm -rf {} +

if [ -z "$file_a" ]; then
  febrl=../shared/data/febrl4
  if [ -f "$febrl/a.csv" ] && [ -f "$febrl/b.csv" ]; then
    file_a=$febrl/a.csv file_b=$febrl/b.csv profile=febrl-person
    echo "== Input: FEBRL4, a public benchmark: 5,000 + 5,000 persons with typing errors"
  else
    file_a=$dir/a.csv file_b=$dir/b.csv profile=korean-person
    echo "== Input: 5,000 + 5,000 generated Korean persons (half in both files) with typing errors and moves"
    "$bin/ieum" synth --persons 5000 --seed 1 --out-a "$file_a" --out-b "$file_b"
  fi
  truth=entity_id
fi

certs=$dir/certs
./deploy/make-dev-ca.sh "$certs" server=matcher@linkage-center operator=operator@linkage-center/linkage \
  admin=project-admin@linkage-center/linkage officer=security-officer@linkage-center/privacy \
  hospital=holder@hospital-a insurer=holder@insurer-b

# What the server stores is sealed under keys in a file of its own, and those under a passphrase.
"$bin/ieumctl" keystore init --keystore "$dir/keystore" --passphrase-file "$certs/keystore.passphrase"

echo "== Starting ieum-server (matcher) on a loopback port"
"$bin/ieum-server" --role matcher --listen 127.0.0.1:0 --port-file "$dir/port" --data-dir "$dir/matcher" \
  --threads "$threads" --tls-ca "$certs/ca.pem" --tls-cert "$certs/server.pem" --tls-key "$certs/server.key" \
  --keystore "$dir/keystore" --keystore-passphrase-file "$certs/keystore.passphrase" \
  2>"$dir/server.log" &
server=$!
stop_server() {
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
}
trap stop_server EXIT
for _ in $(seq 100); do
  [ -s "$dir/port" ] && break
  kill -0 "$server" 2>/dev/null || { echo "quickstart.sh: the server did not start:" >&2; cat "$dir/server.log" >&2; exit 7; }
  sleep 0.1
done
address=127.0.0.1:$(cat "$dir/port")

as() {  # as NAME: connection options of that identity
  printf '%s\n' --server "$address" --ca "$certs/ca.pem" --cert "$certs/$1.pem" --key "$certs/$1.key"
}
mapfile -t operator < <(as operator)
mapfile -t admin < <(as admin)
mapfile -t officer < <(as officer)
mapfile -t hospital < <(as hospital)
mapfile -t insurer < <(as insurer)

project=quickstart
steps=()
step() {  # step LABEL COMMAND…: runs it and remembers how long it took
  local label=$1 start end
  shift
  echo "== $label"
  start=$(date +%s%N)
  "$@"
  end=$(date +%s%N)
  steps+=("$label|$(((end - start) / 1000000))")
}

agree() {  # agree REASON COMMAND…: its caller proposes the command, the officer agrees; then it is let through once
  local reason=$1 proposed
  shift
  proposed=$("$@" --propose "$reason")
  "$bin/ieumctl" intent sign "${officer[@]}" --intent "$(grep -om 1 '[0-9a-f]\{32\}' <<<"$proposed")" >/dev/null
}

"$bin/ieum" profile show "$profile" >"$dir/profile.json"
# The holders agree a secret among themselves; the server never sees it.
# A passphrase would have to be typed here, so this one secret, of one try, goes without.
"$bin/ieum" secret new --no-passphrase --out "$dir/holder.secret"
# What the parties agree on. A test needs no signatures; 'ieumctl project sign' is for projects of real persons.
manifest=$dir/$project.manifest
"$bin/ieumctl" project new --id "$project" --holder hospital-a --holder insurer-b --matcher linkage-center \
  --profile "$dir/profile.json" --test --joint-keys-to-holders --out "$manifest"
echo "== An admin proposes the project, a security officer of another unit agrees, the admin creates it"
create=("$bin/ieumctl" project create "${admin[@]}" --manifest "$manifest")
agree "the quickstart" "${create[@]}"
"${create[@]}"

truth_option=()
[ -z "$truth" ] || truth_option=(--truth "$truth")
encode() {
  "$bin/ieum" encode --profile "$dir/profile.json" --secret-file "$dir/holder.secret" --project "$project" \
    --in "$1" --out "$dir/$2.ieum" --serials "$dir/$2.serials" --id-column "$id_column" "${truth_option[@]}"
}
step "hospital-a encodes" encode "$file_a" a
step "insurer-b encodes" encode "$file_b" b
step "hospital-a submits" "$bin/ieum" submit "${hospital[@]}" --in "$dir/a.ieum"
step "insurer-b submits" "$bin/ieum" submit "${insurer[@]}" --in "$dir/b.ieum"
step "operator seals the project" "$bin/ieumctl" project seal "${operator[@]}" --id "$project"
match=("$bin/ieumctl" run start "${operator[@]}" --project "$project")
step "operator and officer agree to match" agree "the quickstart" "${match[@]}"
step "operator runs the match" "${match[@]}" --wait
step "hospital-a reads its joint keys" "$bin/ieum" results "${hospital[@]}" --project "$project" \
  --serials "$dir/a.serials" --secret-file "$dir/holder.secret" --out "$dir/a.keys.csv"
step "insurer-b reads its joint keys" "$bin/ieum" results "${insurer[@]}" --project "$project" \
  --serials "$dir/b.serials" --secret-file "$dir/holder.secret" --out "$dir/b.keys.csv"

echo "== Report"
"$bin/ieumctl" report "${operator[@]}" --project "$project"
if [ -n "$truth" ]; then
  # Only here, where both files lie on one machine, can anybody score the linkage.
  { echo dataset,row_id,joint_key; sed '1d;s/^/a,/' "$dir/a.keys.csv"; sed '1d;s/^/b,/' "$dir/b.keys.csv"; } \
    >"$dir/groups.csv"
  echo "== Quality against the truth column '$truth'"
  "$bin/ieum" score --party a="$file_a" --party b="$file_b" --truth "$truth" --id-column "$id_column" \
    --groups "$dir/groups.csv"
fi

echo "== Time per step"
rows_a=$(($(wc -l <"$dir/a.keys.csv") - 1))
rows_b=$(($(wc -l <"$dir/b.keys.csv") - 1))
for entry in "${steps[@]}"; do
  label=${entry%|*} ms=${entry#*|}
  case "$label" in
    hospital-a*) rows=$rows_a ;; insurer-b*) rows=$rows_b ;; *) rows=$((rows_a + rows_b)) ;;
  esac
  printf '%-34s %8d ms %12d rows/s\n' "$label" "$ms" $((rows * 1000 / (ms > 0 ? ms : 1)))
done
echo "== Results: $dir/a.keys.csv and $dir/b.keys.csv (row id, joint key of every row); server log $dir/server.log"
