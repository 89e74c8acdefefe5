#!/usr/bin/env bash
# Lays out the root filesystem of the image. Usage:
#
#   assemble.sh BUILD ROOT
#
# BUILD is a finished build, ROOT a directory that is not there yet. ROOT gets the programs without
# their debugging symbols, the libraries that they load, descriptors, certificates of public
# authorities and time zones; and of the Debian packages that all of it came from the names and
# versions (usr/share/steward/packages) and the licences (usr/share/doc).
set -euo pipefail

data=(/etc/ssl/certs/ca-certificates.crt /usr/share/zoneinfo)

# libraries FILE…: the real paths of all that the loader maps for them, the loader too.
libraries() {
  ldd "$@" | sed -nE 's/.*(=> |^\t)(\/[^ ]+) \(.*/\2/p' | sort -u
}

# owners PATH…: package and version of each; what lies in /usr/lib may be recorded in /lib.
owners() {
  local path
  for path in "$@"; do
    dpkg-query --search "$path" 2>/dev/null || dpkg-query --search "${path#/usr}" 2>/dev/null ||
      dpkg-query --search "/usr$path" 2>/dev/null || true
  done | sed -E 's/: .*//; s/, /\n/g' | sort -u |
    xargs dpkg-query --show
}

copy_programs() {
  local program
  mkdir -p "$root/usr/bin" "$root/usr/share/steward"
  for program in "${programs[@]}"; do
    strip --strip-debug -o "$root/usr/bin/${program##*/}" "$program"
  done
  install -m 0644 "$build/steward.descriptors" "$root/usr/share/steward"
}

# The places of a Debian with one /usr.
make_links() {
  local name
  mkdir -p "$root/usr/lib" "$root/usr/lib64"
  for name in bin lib lib64; do ln -s "usr/$name" "$root/$name"; done
}

copy_libraries() {
  local path
  for path in "$@"; do
    mkdir -p "$root$(dirname "$path")"
    cp --dereference "$path" "$root$path"
  done
}

copy_data() {
  local path
  for path in "${data[@]}"; do
    mkdir -p "$root${path%/*}"
    cp --recursive --preserve=links "$path" "$root$path"
  done
  printf 'steward:x:65532:65532:Steward:/:/usr/sbin/nologin\n' >"$root/etc/passwd"
  printf 'steward:x:65532:\n' >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
  cp /etc/os-release "$root/etc/os-release"
}

copy_licences() {
  local package
  sed 's/[:\t].*//' "$root/usr/share/steward/packages" | while read -r package; do
    # A base may have been made without them.
    if [ -f "/usr/share/doc/$package/copyright" ]; then
      mkdir -p "$root/usr/share/doc/$package"
      cp --dereference "/usr/share/doc/$package/copyright" "$root/usr/share/doc/$package"
    else
      echo "assemble.sh: the licence of $package is not here" >&2
    fi
  done
}

case ${1:-} in
  -h | --help | '')
    sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"
    exit
    ;;
esac
build=$1 root=$2
programs=("$build"/bin/steward*)
mkdir "$root"
make_links
copy_programs
mapfile -t found < <(libraries "${programs[@]}")
copy_libraries "${found[@]}"
copy_data
# The file of certificates is made by a program of its package, and belongs to none itself.
owners "${found[@]}" /usr/share/zoneinfo /usr/sbin/update-ca-certificates \
  >"$root/usr/share/steward/packages"
copy_licences
