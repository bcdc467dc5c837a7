#!/usr/bin/env bash
# Makes a certificate authority and certificates for DEVELOPMENT ONLY: the keys have no passphrase and the CA
# key lies beside them. A production installation gets its certificates from its institution's own CA.
#
# usage: make-dev-ca.sh DIR NAME=ROLE@INSTITUTION[/UNIT] …
#   make-dev-ca.sh certs server=matcher@linkage-center alice=holder@hospital-a kim=project-admin@linkage-center/linkage
# writes DIR/ca.pem, DIR/NAME.pem and DIR/NAME.key; the identity is the URI ieum://INSTITUTION/ROLE/NAME, and UNIT is the
# organisational unit, which two persons who agree must not share. For a
# server it writes a passphrase for its keystore (ieumctl keystore init), too: DIR/keystore.passphrase.
# Files that exist are kept, so the script can be run again.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
dir=$1
shift
umask 077
mkdir -p "$dir"

if [ ! -s "$dir/ca.pem" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 -sha256 \
    -subj "/CN=Ieum DEVELOPMENT CA - not for production" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout "$dir/ca.key" -out "$dir/ca.pem" 2>/dev/null
fi

for entry in "$@"; do
  name=${entry%%=*}
  identity=${entry#*=}
  role=${identity%%@*}
  institution=${identity#*@}
  subject="/CN=$name"
  case "$institution" in */*) subject="/OU=${institution#*/}/CN=$name" institution=${institution%%/*} ;; esac
  if { [ "$role" = matcher ] || [ "$role" = joiner ]; } && [ ! -s "$dir/keystore.passphrase" ]; then
    openssl rand -hex 16 >"$dir/keystore.passphrase"
  fi
  [ -s "$dir/$name.pem" ] && continue
  usage=clientAuth
  names="URI:ieum://$institution/$role/$name"
  if [ "$role" = matcher ] || [ "$role" = joiner ]; then
    usage=serverAuth
    names="$names,DNS:localhost,IP:127.0.0.1"
  fi
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -sha256 -subj "$subject" \
    -keyout "$dir/$name.key" -out "$dir/$name.csr" 2>/dev/null
  printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" \
    "extendedKeyUsage=$usage" "subjectAltName=$names" >"$dir/$name.ext"
  openssl x509 -req -in "$dir/$name.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial -days 30 \
    -sha256 -extfile "$dir/$name.ext" -out "$dir/$name.pem.part" 2>/dev/null
  mv "$dir/$name.pem.part" "$dir/$name.pem"
  rm -f "$dir/$name.csr" "$dir/$name.ext"
done
