# shellcheck shell=bash
# shellcheck disable=SC2154  # scenario.sh and the files beside this one set dir, bin, holders, uid …
# What a scenario shows for itself: the score, what lies in whose folder, what is refused after destruction, the
# summary. Every line is read from files and exit statuses. Sourced by scenario.sh.

introduce() {
  echo "== $title"
  printf '   %-10s %s\n' purpose "$purpose" basis "$legal_basis" matcher "$matcher_title: $matcher_institution" \
    joiner "$joiner_title: $joiner_institution" holders "${holders[*]}" joins "${joins[*]}" recipient "$recipient"
  if [ "$separated" = yes ]; then
    echo "   users      each of the ${#parties[@]} parties has a user and a folder of mode 0700: ${first_uid} to $((first_uid + ${#parties[@]} - 1))"
  elif [ "$one_user" = yes ]; then
    echo "   users      NOT separated (--one-user): folders of mode 0700, and one user for all of them"
  else
    echo "   users      NOT separated: that takes root; folders of mode 0700, and one user for all of them"
  fi
}

start_servers() {
  start_server matcher
  start_server joiner
}

# Only here, where everything lies on one machine, can anybody do this: it takes the joiner's key, every holder's
# secret and the truth.
score() {
  local options=() holder
  echo dataset,row_id,joint_key >"$dir/stage/groups.csv"
  for holder in "${holders[@]}"; do
    "$bin/ieum" bundle open --in "$dir/joiner-operator/map-$holder.bundle" --ca "$dir/ca/ca.pem" \
      --key "$dir/joiner/me.key" --kind linkage-map --project "$project" --out "$dir/stage/$holder.map"
    "$bin/ieum" results --keys "$dir/stage/$holder.map" --project "$project" --serials "$dir/$holder/$holder.serials" \
      --secret-file "$dir/$holder/holder.secret" --out "$dir/stage/$holder.keys.csv"
    sed "1d;s/^/$holder,/" "$dir/stage/$holder.keys.csv" >>"$dir/stage/groups.csv"
    options+=(--party "$holder=$dir/stage/$holder.csv")
    rm "$dir/stage/$holder.map" "$dir/stage/$holder.keys.csv"
  done
  "$bin/ieum" score "${options[@]}" --truth entity_id --groups "$dir/stage/groups.csv" | tee "$dir/evidence/score.txt"
  rm "$dir/stage/groups.csv"
  echo "persons released               $(($(wc -l <"$dir/researcher/linked.csv") - 1))" >>"$dir/evidence/score.txt"
  echo "persons that fit the join      $(true_persons "${joins[0]}")" >>"$dir/evidence/score.txt"
}

true_persons() {  # true_persons JOIN: how many truly fit an inner or star join
  local holder
  for holder in "${holders[@]}"; do sed 1d "$dir/stage/$holder.csv" | cut -d, -f2 | sort -u | sed "s/^/$holder /"; done |
    awk -v join="$1" -v n="${#holders[@]}" '
      { have[$2]++; if (join == "star:" $1) pivot[$2] = 1 }
      END { for (p in have) if (join == "inner" ? have[p] == n : (p in pivot) && have[p] > 1) count++; print count + 0 }'
}

show_score() { sed -n '/precision\|recall\|F1\|persons/s/^/    /p' "$dir/evidence/score.txt"; }

# May that party have files of that kind? Holders their own persons, the researcher and the reviewer joined rows, …
may_have() {
  case "$1:$2" in
    *:bundle|*:other) return 0 ;;
    kim:joined-rows|researcher:joined-rows) return 0 ;;
  esac
  case " ${holders[*]} " in
    *" $1 "*) case "$2" in persons|attributes|secret|encodings|serial-map|joinable|payload) return 0 ;; esac ;;
  esac
  return 1
}

check_folders() {
  local who file kind allowed=0 refused=0 open
  printf '%-18s' '' >"$dir/evidence/folders.txt"
  printf ' %-12s' persons secret serial-map encodings joinable payload joint-keys joined-rows bundle >>"$dir/evidence/folders.txt"
  echo >>"$dir/evidence/folders.txt"
  for who in "${parties[@]}"; do
    declare -A count=()
    while IFS= read -r -d '' file; do
      kind=$(kind_of "$file")
      may_have "$who" "$kind" || { echo "$who has a file of kind $kind: ${file#"$dir"/}"; return 1; }
      count[$kind]=$((${count[$kind]:-0} + 1))
    done < <(find "$dir/$who" -path "$dir/$who/data" -prune -o -type f -size +8c -print0)
    printf '%-18s' "$who" >>"$dir/evidence/folders.txt"
    for kind in persons secret serial-map encodings joinable payload joint-keys joined-rows bundle; do
      printf ' %-12s' "${count[$kind]:--}" >>"$dir/evidence/folders.txt"
    done
    echo >>"$dir/evidence/folders.txt"
    unset count
  done
  look_for_names
  look_for_secret
  [ "$separated" = yes ] || { echo 'users NOT separated: folders not tried' >"$dir/evidence/access.txt"; return 0; }
  for who in "${parties[@]}"; do
    # shellcheck disable=SC2016  # the party's shell expands it
    open=$(as "$who" sh -c 'for folder; do ls "$folder" >/dev/null 2>&1 && echo "$folder"; done; true' sh \
      "${parties[@]/#/$dir/}")
    [ "$open" = "$dir/$who" ] || { echo "$who can read other folders than its own: $open"; return 1; }
    allowed=$((allowed + 1)) refused=$((refused + ${#parties[@]} - 1))
  done
  echo "$refused tries of a party to look into another's folder: all refused; $allowed into its own" >"$dir/evidence/access.txt"
}

look_for_names() {  # every name of three letters or more and every telephone number, in everything that anybody has
  local found file holder expected=0
  for holder in "${holders[@]}"; do
    sed 1d "$dir/stage/$holder.csv" | LC_ALL=C awk -F, 'length($3) >= 9 { print $3 } length($6) { print $6; gsub("-", "", $6); print $6 }'
  done | sort -u >"$dir/stage/needles.txt"
  found=$(cd "$dir" && LC_ALL=C grep -rlaF -f stage/needles.txt --exclude-dir=stage --exclude-dir=bin .) || [ $? = 1 ]
  while IFS= read -r file; do
    case " ${holders[*]} " in
      *" $(cut -d / -f 2 <<<"$file") "*) [ "$(basename "$file")" = persons.csv ] && expected=$((expected + 1)) && continue ;;
    esac
    echo "a name or telephone number of an invented person is in $file"
    return 1
  done <<<"$found"
  [ "$expected" = "${#holders[@]}" ] || { echo 'the search for names finds them not even where they are'; return 1; }
  echo "$(wc -l <"$dir/stage/needles.txt") names and telephone numbers, in all files of all parties, servers and logs: only in the holders' own files" \
    >"$dir/evidence/names.txt"
  rm "$dir/stage/needles.txt"
}

look_for_secret() {
  local found
  grep -o '[0-9a-f]\{64\}' "$dir/${holders[0]}/holder.secret" >"$dir/stage/secret.txt"
  found=$(cd "$dir" && grep -rlaF -f stage/secret.txt --exclude-dir=stage --exclude-dir=bin . | sort)
  rm "$dir/stage/secret.txt"
  [ "$found" = "$(printf './%s/holder.secret\n' "${holders[@]}" | sort)" ] ||
    { echo "the holder secret is in: $found"; return 1; }
}

pause_at() {  # pause_at STEP: ends here if it was asked for, with both servers running and files that say how to reach them
  local who server
  [ "$pause" = "$1" ] || return 0
  for server in matcher joiner; do
    for who in "${parties[@]}"; do
      # Options of ieum and ieumctl, as variables.
      printf 'export IEUM_%s\n' "SERVER=${address[$server]}" CA=ca.pem CERT=me.pem KEY=me.key \
        "CTL_SERVER=${address[$server]}" CTL_CA=ca.pem CTL_CERT=me.pem CTL_KEY=me.key >"$dir/stage/at-$server"
      give "$dir/stage/at-$server" "$who" "at-$server"
    done
    unset "server_pid[$server]"
  done
  echo "== Paused before '$1': both servers run. Each folder in $dir has a person's me.pem, me.key and ca.pem;"
  echo "   '. ./at-matcher' there sets the options of ieum and ieumctl for the matcher, '. ./at-joiner' for the joiner."
  echo "   End the servers with: ./deploy/scenario.sh --stop --dir $dir"
  exit 0
}

refused() {  # refused SERVER WHO COMMAND…: succeeds if the server refuses because the project is destroyed
  local said
  if said=$(ctl "$@" 2>&1); then echo "not refused: ${*:3}"; return 1; fi
  echo "$said"
  grep -q 'is destroyed' <<<"$said"
}

try_destroyed() {
  refused matcher matcher-operator export --project "$project" --holder "${holders[0]}" --to joiner.pem --out again.bundle
  refused matcher matcher-operator run start --project "$project"
  refused joiner joiner-operator candidate make --project "$project" --recipient "$recipient"
  refused joiner joiner-operator candidate export --project "$project" --candidate 1 --to kim.pem --out again.bundle
  refused joiner joiner-operator import --project "$project" --in "map-${holders[0]}.bundle"
}

# What the log says of each server: what it took in and gave out, and nothing of what belongs to the other.
check_acts() {  # check_acts SERVER
  local never
  case "$1" in matcher) never='ReleaseService/\|Candidate/\|Release/' ;; *) never='SubmissionService/\|MatchingService/' ;; esac
  ctl "$1" auditor audit show --count 1000 >"$dir/evidence/$1.acts.txt"
  if grep "$never" "$dir/evidence/$1.acts.txt"; then echo "the $1 did what is not its work"; return 1; fi
}

acts() {  # acts SERVER: who had it do what with data, and how often
  awk '$NF == "done" && $7 ~ /^(Submission|Matching|Bundle|Release|Custody)Service\// {
         split($5, who, "/"); count[sprintf("%-16s %s", who[4], $7)]++ }
       END { for (act in count) printf "   %s %dx\n", act, count[act] }' "$dir/evidence/$1.acts.txt" | sort
}

stop_and_check() {
  local role
  stop_servers
  for role in matcher joiner; do
    as "$role" "$bin/ieum-server" fsck --data-dir data --keystore keystore --keystore-passphrase-file passphrase
  done
}

summary() {
  local i total=0
  echo "== Time"
  for i in "${!labels[@]}"; do
    printf '%-84s %7d ms\n' "${labels[i]}" "${times[i]}"
    total=$((total + times[i]))
  done
  printf '%-84s %7d ms\n' "all ${#labels[@]} steps" "$total"
  echo "== Who has which files (by their first bytes; a bundle is ciphertext for whom it was made)"
  cat "$dir/evidence/folders.txt"
  echo "== Checked"
  sed 's/^/   /' "$dir/evidence/names.txt" "$dir/evidence/access.txt"
  sed -n '/precision\|recall\|F1\|persons/s/^/   /p' "$dir/evidence/score.txt"
  echo "== What the matcher did with data, by its audit log"
  acts matcher
  echo "== What the joiner did with data, by its audit log"
  acts joiner
  echo "== At the end"
  echo "   destruction certificates of matcher and joiner verified; audit logs verified; stores checked, in order"
  echo "== Evidence: $dir/evidence (output of each step, certificates, audit logs with their public keys)"
  [ "$keep" = yes ] || echo "   Everything else is deleted now; --keep leaves it"
}
