# shellcheck shell=bash
# shellcheck disable=SC2154  # scenario.sh sets dir, bin, root, holders …
# Parties of a scenario: a folder of mode 0700 for each person and server, as root a user of its own, and a courier who
# carries files between them. Sourced by scenario.sh.

first_uid=61001  # numbers without an entry in /etc/passwd
declare -A uid=()
parties=()
separated=no

# make_parties: everybody's certificate and folder.
make_parties() {
  local entries=() entry who next=$first_uid
  entries=(
    "matcher=matcher@$matcher_institution" "matcher-operator=operator@$matcher_institution/linkage"
    "matcher-admin=project-admin@$matcher_institution/linkage"
    "matcher-officer=security-officer@$matcher_institution/privacy"
    "joiner=joiner@$joiner_institution" "joiner-operator=joiner-operator@$joiner_institution/joining"
    "joiner-admin=project-admin@$joiner_institution/joining"
    "joiner-officer=security-officer@$joiner_institution/privacy"
    "kim=reviewer@$joiner_institution/release" "lee=reviewer@law-office/legal" "park=reviewer@stat-lab/methods"
    "researcher=researcher@$recipient" "auditor=auditor@authority")
  for who in "${holders[@]}"; do entries+=("$who=holder@$who"); done
  ./deploy/make-dev-ca.sh "$dir/ca" "${entries[@]}"
  [ "$(id -u)" != 0 ] || [ "$one_user" = yes ] || separated=yes
  chmod 0711 "$dir"
  for entry in "${entries[@]}"; do
    who=${entry%%=*}
    parties+=("$who")
    uid[$who]=$next
    next=$((next + 1))
    mkdir -m 0700 "$dir/$who"
    cp "$dir/ca/ca.pem" "$dir/$who/ca.pem"
    cp "$dir/ca/$who.pem" "$dir/$who/me.pem"
    mv "$dir/ca/$who.key" "$dir/$who/me.key"
    [ "$separated" = no ] || chown -R "${uid[$who]}:${uid[$who]}" "$dir/$who"
  done
  rm -f "$dir/ca/ca.key"  # nobody is issued another certificate
  [ "$separated" = no ] || make_reachable
}

# The programs and the folders for users who are not root.
make_reachable() {
  if ! as matcher test -x "$dir/matcher" 2>/dev/null; then
    refuse 5 "'$dir' lies in a folder that other users cannot enter: choose another --dir, such as below /var/tmp, or --one-user"
  fi
  if ! as matcher test -x "$bin/ieum-server"; then
    mkdir -m 0755 "$dir/bin"
    install -m 0755 "$bin/ieum" "$bin/ieumctl" "$bin/ieum-server" "$dir/bin"
    bin=$dir/bin
  fi
}

become() {  # become WHO COMMAND…: instead of this shell, in that party's folder, as that party's user
  local who=$1 user=()
  shift
  [ "$separated" = no ] ||
    user=(setpriv "--reuid=${uid[$who]}" "--regid=${uid[$who]}" --clear-groups --inh-caps=-all --no-new-privs)
  cd "$dir/$who" || return
  exec "${user[@]}" "$@"
}
as() { (become "$@"); }  # as WHO COMMAND…

kind_of() {  # kind_of FILE: what its first bytes say it is
  case "$(head -c 8 "$1" | tr -d '\0' | tr '\n' ' ')" in
    IEUMSUB2) echo encodings ;; IEUMMAP1) echo serial-map ;; IEUMPAY1) echo payload ;;
    IEUMJKF1) echo joint-keys ;; IEUMJSF1) echo joinable ;; IEUMREL1) echo joined-rows ;; IEUMBDL1) echo bundle ;;
    'ieum hol') echo secret ;; row_id,*) if grep -q -m 1 '^row_id,name' "$1"; then echo persons; else echo attributes; fi ;;
    release_) echo joined-rows ;;
    *) echo other ;;
  esac
}

carry() {  # carry FROM FILE TO…: a copy to each; the courier writes down what it was
  local from=$1 file=$2 to owner=()
  shift 2
  for to in "$@"; do
    [ "$separated" = no ] || owner=(-o "${uid[$to]}" -g "${uid[$to]}")
    install -m 0600 "${owner[@]}" "$dir/$from/$file" "$dir/$to/$(basename "$file")"
    printf '%-18s %-18s %-12s %s\n' "$from" "$to" "$(kind_of "$dir/$from/$file")" "$file" >>"$dir/evidence/courier.txt"
  done
}

carry_bundle() {  # carry_bundle FROM NAME TO: the cover and its parts
  local part
  carry "$1" "$2.bundle" "$3"
  for part in "$dir/$1/$2".[0-9][0-9][0-9]; do carry "$1" "$(basename "$part")" "$3"; done
}

give() {  # give FILE TO NAME: from this repository or the stage to a party
  local owner=()
  [ "$separated" = no ] || owner=(-o "${uid[$2]}" -g "${uid[$2]}")
  install -m 0600 "${owner[@]}" "$1" "$dir/$2/$3"
}

declare -A address=() server_pid=()

start_server() {  # start_server ROLE
  local role=$1
  (umask 077; openssl rand -hex 16 >"$dir/$role/passphrase")
  [ "$separated" = no ] || chown "${uid[$role]}:${uid[$role]}" "$dir/$role/passphrase"
  as "$role" "$bin/ieumctl" keystore init --keystore keystore --passphrase-file passphrase
  become "$role" "$bin/ieum-server" --role "$role" --listen 127.0.0.1:0 --port-file port --data-dir data \
    --tls-ca ca.pem --tls-cert me.pem --tls-key me.key --keystore keystore --keystore-passphrase-file passphrase \
    >>"$dir/evidence/$role.log" 2>&1 4>&- &
  server_pid[$role]=$!
  echo "${server_pid[$role]}" >"$dir/$role/server.pid"
  for _ in $(seq 200); do
    [ -s "$dir/$role/port" ] && break
    kill -0 "${server_pid[$role]}" 2>/dev/null || { cat "$dir/evidence/$role.log"; return 7; }
    sleep 0.05
  done
  address[$role]=127.0.0.1:$(cat "$dir/$role/port")
}

stop_servers() {
  local role
  for role in "${!server_pid[@]}"; do
    kill -TERM "${server_pid[$role]}" 2>/dev/null || true
    wait "${server_pid[$role]}" 2>/dev/null || true
    rm -f "$dir/$role/server.pid"
    unset "server_pid[$role]"
  done
}

ctl() {  # ctl SERVER WHO COMMAND…: ieumctl as that person, at that server
  local server=$1 who=$2
  shift 2
  as "$who" "$bin/ieumctl" "$@" --server "${address[$server]}" --ca ca.pem --cert me.pem --key me.key
}

agreed() {  # agreed SERVER WHO REASON COMMAND…: proposed by WHO, signed by the server's officer of another unit, then done
  local server=$1 who=$2 reason=$3 proposed
  shift 3
  proposed=$(ctl "$server" "$who" "$@" --propose "$reason")
  ctl "$server" "$server-officer" intent sign --intent "$(grep -om 1 '[0-9a-f]\{32\}' <<<"$proposed")"
  ctl "$server" "$who" "$@"
}
