#!/bin/sh
# Run by the service `prepare` before the others start: checks the secrets, makes the certificates if there are none (or
# always, with the word renew), and gives each service its own, readable by its user alone. Whoever needs no file gets none.
# The authority's key is never kept: nobody can sign another certificate, and new ones are all made anew.
set -eu
umask 077
secrets=$1 store=$2 vault=$3 node=$4 renew=${5:-}

# The users in the images of KurrentDB, PostgreSQL and Kinward.
STORE=1001 VAULT=999 NODE=1000
DAYS=730

fail() {
  echo "prepare: $*" >&2
  exit 1
}
command -v openssl >/dev/null || fail 'openssl is missing'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# put FILE MODE USER TARGET: whole or not at all
put() {
  rm -f "$4.new"
  cp "$1" "$4.new"
  chmod "$2" "$4.new"
  [ "$(id -u)" != 0 ] || chown "$3:$3" "$4.new"
  mv "$4.new" "$4"
}

# The first line, as Kinward reads it.
for name in store-admin store-ops vault-admin vault; do
  [ -s "$secrets/$name" ] || fail "the secret $name is missing or empty"
  head -n 1 "$secrets/$name" | tr -d '\r\n' >"$work/$name"
  [ "$(wc -c <"$work/$name")" -ge 20 ] || fail "the secret $name is shorter than 20 characters"
done
[ -s "$secrets/master.key" ] || fail 'the secret master.key is missing or empty'
[ "$(wc -c <"$secrets/master.key")" -eq 32 ] || fail 'the secret master.key is not 32 bytes'

# request NAME COMMON-NAME: a key, and what is to be signed
request() {
  openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$work/$1.key" -out "$work/$1.csr" 2>/dev/null
}
# sign NAME USES NAMES
sign() {
  {
    echo 'basicConstraints = critical, CA:FALSE'
    echo 'keyUsage = critical, digitalSignature, keyEncipherment'
    echo "extendedKeyUsage = $2"
    echo "subjectAltName = $3"
  } >"$work/$1.ext"
  openssl x509 -req -sha256 -days "$DAYS" -in "$work/$1.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" \
    -CAcreateserial -extfile "$work/$1.ext" -out "$work/$1.crt" 2>/dev/null
}

# Written last: when it is there, so are all others.
made=$node/ca.crt
if [ "$renew" = renew ] || [ ! -e "$made" ]; then
  rm -f "$made"
  request ca 'Kinward cluster'
  printf '%s\n' 'basicConstraints = critical, CA:TRUE, pathlen:0' 'keyUsage = critical, keyCertSign, cRLSign' \
    'subjectKeyIdentifier = hash' >"$work/ca.ext"
  openssl x509 -req -sha256 -days "$DAYS" -in "$work/ca.csr" -signkey "$work/ca.key" -extfile "$work/ca.ext" \
    -out "$work/ca.crt" 2>/dev/null
  mkdir -p "$store/ca"
  chmod 0755 "$store/ca"
  put "$work/ca.crt" 0444 "$STORE" "$store/ca/ca.crt"
  # Nodes of the store know each other by this common name, which is therefore the same in all of them.
  for n in 1 2 3; do
    request "store-$n" eventstoredb-node
    sign "store-$n" 'serverAuth, clientAuth' "DNS:store-$n, DNS:localhost, IP:127.0.0.1"
    put "$work/store-$n.crt" 0444 "$STORE" "$store/store-$n.crt"
    put "$work/store-$n.key" 0400 "$STORE" "$store/store-$n.key"
  done
  request vault vault
  sign vault serverAuth DNS:vault
  put "$work/vault.crt" 0444 "$VAULT" "$vault/vault.crt"
  put "$work/vault.key" 0400 "$VAULT" "$vault/vault.key"
  put "$work/ca.crt" 0444 "$NODE" "$made"
fi
openssl x509 -checkend 0 -noout -in "$made" >/dev/null || fail 'the certificates have expired: see README, Several nodes'

put "$work/store-admin" 0400 "$STORE" "$store/admin"
put "$work/store-ops" 0400 "$STORE" "$store/ops"
put "$work/vault-admin" 0400 "$VAULT" "$vault/admin"
put "$work/vault" 0400 "$VAULT" "$vault/password"
put "$work/store-admin" 0400 "$NODE" "$node/store"
put "$work/vault" 0400 "$NODE" "$node/vault"
put "$secrets/master.key" 0400 "$NODE" "$node/master.key"
echo "prepare: ready; the certificates end with $(openssl x509 -enddate -noout -in "$made" | cut -d= -f2)"
