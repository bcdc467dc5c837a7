# shellcheck shell=bash
# shellcheck disable=SC2154  # scenario.sh sets dir, bin, root, holders …
# The steps of a scenario, in order. Sourced by scenario.sh.

project=$name
labels=() times=()
step_log=''

step() {  # step WHO LABEL SEES COMMAND…: runs it, prints who did it, what it took, and who sees what
  local who=$1 label=$2 sees=$3 start ms number=$((${#labels[@]} + 1))
  shift 3
  step_log=$dir/evidence/$(printf 'step-%02d.txt' "$number")
  start=$(date +%s%N)
  "$@" >"$step_log" 2>&1
  ms=$((($(date +%s%N) - start) / 1000000))
  step_log=''
  labels+=("$who: $label")
  times+=("$ms")
  printf '%2d  %-17s %-66s %6d ms\n    %-17s %s\n' "$number" "$who" "$label" "$ms" '' "sees: $sees"
}

on_exit() {  # standard error may be a step's file here, 4 is ours
  local status=$?
  trap - EXIT
  if [ -n "$step_log" ]; then
    echo "scenario.sh: step $((${#labels[@]} + 1)) failed; it said ($step_log):" >&4
    tail -n 30 "$step_log" >&4
  fi
  stop_servers
  [ "$status" != 0 ] || [ "$keep" = yes ] || clear_folders
  exit "$status"
}

clear_folders() {  # what holds persons, rows or keys
  find "$dir" -mindepth 1 -maxdepth 1 ! -name .ieum-scenario ! -name evidence -exec rm -rf {} +
}

make_persons() {
  local letters=(a b c) i rows
  "$bin/ieum" synth --persons "$persons" --seed "$seed" --overlap "$overlap" --files "${#holders[@]}" \
    --out-prefix "$dir/stage/"
  for i in "${!holders[@]}"; do
    # A holder has a share of its file's persons, and nobody has the truth.
    rows=$((persons * file_share[i] / 100 + 1))
    head -n "$rows" "$dir/stage/${letters[i]}.csv" >"$dir/stage/${holders[i]}.csv"
    cut -d, -f2 --complement "$dir/stage/${holders[i]}.csv" >"$dir/stage/persons.csv"
    python3 deploy/scenarios/make_payload.py --schema "$settings/${holders[i]}.schema.json" --seed "$seed" \
      --persons "$dir/stage/${holders[i]}.csv" --out "$dir/stage/attributes.csv"
    give "$dir/stage/persons.csv" "${holders[i]}" persons.csv
    give "$dir/stage/attributes.csv" "${holders[i]}" attributes.csv
    give "$settings/${holders[i]}.schema.json" "${holders[i]}" schema.json
    rm "$dir/stage/${letters[i]}.csv" "$dir/stage/persons.csv" "$dir/stage/attributes.csv"
  done
}

write_manifest() {
  local options=() holder join
  for holder in "${holders[@]}"; do options+=(--holder "$holder"); done
  for join in "${joins[@]}"; do options+=(--join "$join"); done
  for holder in "${extracting[@]}"; do options+=(--extraction "$holder"); done
  "$bin/ieum" profile show "$profile" >"$dir/stage/profile.json"
  give "$dir/stage/profile.json" matcher-admin profile.json
  # Not --test: everything is held to what projects of real persons are, signatures of all parties too.
  as matcher-admin "$bin/ieumctl" project new --id "$project" "${options[@]}" --matcher "$matcher_institution" \
    --joiner "$joiner_institution" --researcher "$recipient" --route "$route" --profile profile.json --title "$title" \
    --purpose "$purpose" --legal-basis "$legal_basis" --minimum-rows 100 --end-date "$(date -d '+1 year' +%Y-12-31)" \
    --out manifest
}

sign_manifest() {
  local last=matcher-admin who
  for who in "${holders[@]}" joiner-admin researcher matcher-admin; do
    carry "$last" manifest "$who"
    as "$who" "$bin/ieumctl" project sign --manifest manifest --ca ca.pem --cert me.pem --key me.key
    last=$who
  done
  for who in "${holders[@]}" joiner-admin joiner-operator researcher kim; do carry matcher-admin manifest "$who"; done
  as matcher-admin "$bin/ieumctl" project verify --manifest manifest --ca ca.pem
}

create_projects() {
  agreed matcher matcher-admin "$title" project create --manifest manifest
  agreed joiner joiner-admin "$title" project create --manifest manifest
}

share_secret() {
  as "${holders[0]}" "$bin/ieum" secret new --no-passphrase --out holder.secret
  carry "${holders[0]}" holder.secret "${holders[@]:1}"
  local holder
  for holder in "${holders[@]}"; do give "$dir/stage/profile.json" "$holder" profile.json; done
}

encode() {
  as "$1" "$bin/ieum" encode --profile profile.json --secret-file holder.secret --project "$project" --in persons.csv \
    --out "$1.ieum" --serials "$1.serials"
}

submit() {
  as "$1" "$bin/ieum" submit --server "${address[matcher]}" --ca ca.pem --cert me.pem --key me.key --manifest manifest \
    --in "$1.ieum"
}

extracts() { case " ${extracting[*]} " in *" $1 "*) ;; *) return 1 ;; esac; }  # extracts HOLDER

send_joinable() {
  give "$dir/ca/$1.pem" matcher-operator "$1.pem"
  agreed matcher matcher-operator 'the manifest lets it' export --joinable --project "$project" --holder "$1" --to "$1.pem" \
    --out "joinable-$1.bundle"
  carry_bundle matcher-operator "joinable-$1" "$1"
  as "$1" "$bin/ieum" bundle open --in "joinable-$1.bundle" --ca ca.pem --key me.key --kind joinable-serials \
    --project "$project" --out "$1.joinable"
}

make_payload() {
  local options=()
  ! extracts "$1" || options=(--joinable "$1.joinable")
  as "$1" sh -c 'openssl rand -hex 32 >transform.key'
  as "$1" "$bin/ieum" payload check --schema schema.json --in attributes.csv
  as "$1" "$bin/ieum" payload make --schema schema.json --in attributes.csv --serials "$1.serials" \
    --secret-file holder.secret --transform-key transform.key --holder "$1" --out "$1.payload" "${options[@]}"
  give "$dir/ca/joiner.pem" "$1" joiner.pem
  as "$1" "$bin/ieum" bundle make --kind payload --project "$project" --in "$1.payload" --out "payload-$1.bundle" \
    --to joiner.pem --ca ca.pem --cert me.pem --key me.key --manifest-digest "$digest"
}

export_maps() {
  local holder
  give "$dir/ca/joiner.pem" matcher-operator joiner.pem
  for holder in "${holders[@]}"; do
    ctl matcher matcher-operator export --project "$project" --holder "$holder" --to joiner.pem --out "map-$holder.bundle"
    carry_bundle matcher-operator "map-$holder" joiner-operator
  done
}

sends() { case " ${sending[*]} " in *" $1 "*) ;; *) return 1 ;; esac; }  # sends HOLDER

send_payload() {
  as "$1" "$bin/ieum" bundle send --in "payload-$1.bundle" --server "${address[joiner]}" --ca ca.pem --cert me.pem --key me.key
}

import_all() {
  local holder
  for holder in "${holders[@]}"; do
    ctl joiner joiner-operator import --project "$project" --in "map-$holder.bundle"
    if sends "$holder"; then continue; fi
    carry_bundle "$holder" "payload-$holder" joiner-operator
    ctl joiner joiner-operator import --project "$project" --in "payload-$holder.bundle"
  done
}

make_candidate() {
  local options=() column
  for column in "${columns[@]}"; do options+=(--column "$column"); done
  ctl joiner joiner-operator candidate make --project "$project" --recipient "$recipient" --tell-row-counts \
    --bias-column "$bias_column" "${options[@]}"
}

export_candidate() {
  give "$dir/ca/kim.pem" joiner-operator kim.pem
  ctl joiner joiner-operator candidate export --project "$project" --candidate 1 --to kim.pem --out candidate.bundle
  carry_bundle joiner-operator candidate kim
}

review_candidate() {
  as kim "$bin/ieum" bundle open --in candidate.bundle --ca ca.pem --key me.key --kind candidate --project "$project" \
    --out candidate.release
  as kim "$bin/ieum" release csv --in candidate.release --out candidate.csv
  give "$settings/review-columns.json" kim review-columns.json
  as kim "$bin/ieum" disclosure review --in candidate.csv --columns review-columns.json --out pack.json \
    --out pack.html --language ko
}

open_case() {
  as kim "$bin/ieumctl" review case --manifest manifest --candidate candidate.release --pack pack.json \
    --recipient "$recipient" --member "ieum://$joiner_institution/reviewer/kim,release,inside" \
    --member ieum://law-office/reviewer/lee,legal,outside --member ieum://stat-lab/reviewer/park,methods,outside \
    --out case.json
  carry kim case.json lee park joiner-operator
  carry kim pack.json lee park joiner-operator
}

vote() {
  as "$1" "$bin/ieumctl" review vote --case case.json --pack pack.json --ca ca.pem --cert me.pem --key me.key \
    --verdict approve --reason 'invented persons; classes and cells hold' --out "$1.vote"
  carry "$1" "$1.vote" joiner-operator
}

tally() {
  as joiner-operator "$bin/ieumctl" review tally --case case.json --statement kim.vote lee.vote park.vote --ca ca.pem \
    --cert me.pem --key me.key --record approval.json
  [ "$(grep -c '"approved"' "$dir/joiner-operator/approval.json")" = 1 ]
}

release() {
  give "$dir/ca/researcher.pem" joiner-operator researcher.pem
  agreed joiner joiner-operator 'the committee has approved' release --project "$project" --candidate 1 \
    --to researcher.pem --out release.bundle --approval approval.json --case case.json --pack pack.json \
    --statement kim.vote --statement lee.vote --statement park.vote
  carry_bundle joiner-operator release researcher
}

open_release() {
  as researcher "$bin/ieum" bundle open --in release.bundle --ca ca.pem --key me.key --kind release \
    --project "$project" --out linked.release
  as researcher "$bin/ieum" release show --in linked.release
  as researcher "$bin/ieum" release csv --in linked.release --out linked.csv
  as researcher "$bin/ieum" release dictionary --in linked.release --out dictionary.csv
  cmp "$dir/researcher/linked.release" "$dir/kim/candidate.release"
}

destroy() {  # destroy SERVER
  agreed "$1" "$1-admin" 'the project is done' project destroy --id "$project"
  ctl "$1" "$1-admin" certificate show --project "$project" --out certificate
  carry "$1" keystore.audit-key.pub auditor
  mv "$dir/auditor/keystore.audit-key.pub" "$dir/auditor/$1.pub"
  carry "$1-admin" certificate auditor
  mv "$dir/auditor/certificate" "$dir/auditor/$1.certificate"
  as auditor "$bin/ieumctl" certificate verify --in "$1.certificate" --audit-public-key "$1.pub"
  cp "$dir/auditor/$1.certificate" "$dir/auditor/$1.pub" "$dir/evidence"
}

audit() {  # audit SERVER: the log taken away, and verified without the server
  ctl "$1" auditor audit export --log-key "$1.pub" --folder "$1-log"
  as auditor "$bin/ieumctl" audit verify --folder "$1-log" --log-key "$1.pub"
  cp -r "$dir/auditor/$1-log" "$dir/evidence"
  check_acts "$1"
}

records() {  # from both logs, without a server
  local holder schemas=() logs=(--log matcher-log joiner-log --log-key matcher.pub joiner.pub)
  carry matcher-admin manifest auditor
  for holder in "${holders[@]}"; do
    give "$settings/$holder.schema.json" auditor "$holder.schema.json"
    schemas+=("$holder=$holder.schema.json")
  done
  as auditor "$bin/ieumctl" record processing "${logs[@]}" --manifest manifest --schema "${schemas[@]}" --html processing-record.html --language ko
  as auditor "$bin/ieumctl" record progress "${logs[@]}" --project "$project" --html progress.html
  cp "$dir/auditor/manifest" "$dir/auditor/processing-record.html" "$dir/auditor/progress.html" "$dir/evidence"
}

run_scenario() {
  local holder both='matcher, joiner'
  mkdir -p "$dir/evidence" "$dir/stage"
  exec 4>&2
  trap on_exit EXIT
  make_parties
  introduce
  step stage "invents $persons persons for each holder, attributes by schema" \
    'each holder its own file; nobody but the stage has the truth' make_persons
  step "$both" 'make a keystore each and start, as two processes' 'nothing yet; what comes is sealed under keys of their own' start_servers
  step matcher-admin 'writes the manifest: parties, purpose, joins, recipient' 'everybody the manifest; it holds nothing of a person' write_manifest
  step 'all parties' 'sign the manifest, one after the other' 'nobody anything new' sign_manifest
  as matcher-admin "$bin/ieumctl" project show --manifest manifest >"$dir/evidence/manifest.txt"
  digest=$(grep -om 1 '[0-9a-f]\{64\}' "$dir/evidence/manifest.txt")
  step "$both" 'create the project: proposed, agreed by an officer, done' 'operators: ids and terms' create_projects
  step "${holders[0]}" 'makes the holder secret; holders carry it among themselves' 'holders: the secret; no server, no operator' share_secret
  pause_at encode
  for holder in "${holders[@]}"; do
    step "$holder" 'encodes identifiers on its own machine' 'itself only; the serial map stays here' encode "$holder"
    step "$holder" 'submits over mutual TLS' 'matcher: serials and encodings; no name, no attribute' submit "$holder"
    extracts "$holder" ||
      step "$holder" 'checks and transforms its payload, makes a bundle for the joiner' 'itself only; the bundle opens at the joiner alone' make_payload "$holder"
  done
  pause_at match
  step matcher-operator 'seals the project' 'operator: counts' ctl matcher matcher-operator project seal --id "$project"
  step matcher-operator 'matches: proposed, agreed by the officer, run' 'matcher: joint keys for encodings; operator: counts' \
    agreed matcher matcher-operator 'all have submitted' run start --project "$project" --wait
  for holder in "${extracting[@]}"; do
    step matcher-operator "tells $holder which rows are joinable: proposed, agreed, sent" "$holder: serials of joinable rows, among decoys" send_joinable "$holder"
    step "$holder" 'makes its payload of these rows only' 'itself only; the bundle opens at the joiner alone' make_payload "$holder"
  done
  step matcher-operator 'carries linkage maps to the joiner as bundles' 'operators: ciphertext only' export_maps
  for holder in "${sending[@]}"; do
    step "$holder" 'sends its payload bundle to the joiner over mutual TLS' 'joiner: serials and attributes of its rows' send_payload "$holder"
  done
  step joiner-operator 'imports linkage maps and payloads' 'joiner: serials, joint keys and attributes; no encoding, no name' import_all
  step joiner-operator 'has the candidate joined' 'operator: counts and a digest; no joined row is kept' make_candidate
  step joiner-operator 'carries the candidate to the reviewer as a bundle' 'operator: ciphertext only' export_candidate
  pause_at review
  step kim 'opens the candidate, measures what it gives away' 'kim: joined rows under release keys; no serial, no joint key' review_candidate
  step kim 'opens the case, for three members of three institutions' 'members: the pack: counts and column names' open_case
  for holder in kim lee park; do step "$holder" 'votes, signed' 'joiner-operator: the vote' vote "$holder"; done
  step joiner-operator 'counts the votes and records the approval' 'nobody a row' tally
  pause_at release
  step joiner-operator 'releases: proposed, agreed by the officer, done' 'operator: ciphertext only' release
  pause_at open
  step researcher 'opens the release, writes CSV and dictionary' 'researcher: the approved rows; no serial, no joint key' open_release
  step stage 'scores the linkage against the truth' 'the stage only, and only here: everything lies on one machine' score
  show_score
  step stage 'looks into every folder for what should not be there' 'counts' check_folders
  pause_at destroy
  for holder in matcher joiner; do
    step "$holder-admin" "destroys the project at the $holder; certificate verified" 'auditor: the certificate' destroy "$holder"
  done
  step 'operators' 'try to read what was destroyed, and are refused' 'nobody anything' try_destroyed
  pause_at audit
  for holder in matcher joiner; do
    step auditor "takes away the audit log of the $holder and verifies it" 'auditor: who did what; no row' audit "$holder"
  done
  step auditor 'makes the processing record and the progress clock from both logs' 'auditor: who did what, with how many rows' records
  step "$both" 'stop; everything they keep is checked' 'nothing' stop_and_check
  summary | tee "$dir/evidence/summary.txt"
}
