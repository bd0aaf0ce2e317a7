#!/bin/bash
# Follows the README on machines that have nothing. Makes a Debian 12 root with
# debootstrap, clones this checkout into it and runs the README's first two
# commands there; then installs the Debian package made there into a second
# root and runs a script with it. Takes half an hour and about 10 GB; needs root
# and debootstrap.
#
#   scripts/debootstrap-check.sh [FOLDER]
#
# FOLDER is where the roots are made (default: a new temporary folder, removed
# afterwards). Roots that FOLDER holds already are used again.
set -euo pipefail

source=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
release=bookworm

fail() {
  echo "error: $*" >&2
  exit 1
}

[ "$(id -u)" -eq 0 ] || fail "a root file system can only be made as root"
command -v debootstrap >/dev/null ||
  fail "debootstrap is missing: apt-get install debootstrap"

# The mirror that this machine installs from.
find_mirror() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
    /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
    grep -E '^(deb|URIs:)' | grep -oE '[a-z]+://[^ ]+/debian/?( |$)' |
    sed -n 1p | tr -d ' '
}

mirror=$(find_mirror) || fail "no Debian mirror in this machine's apt sources"
mirror=${mirror%/}

if [ $# -ge 1 ]; then
  folder=$1
  mkdir -p "$folder"
else
  folder=$(mktemp -d)
  is_temporary=1
fi
sources=$folder/sources # a root where Nestor is built
package=$folder/package # a root where its package is installed

clean_up() {
  local root
  for root in "$sources" "$package"; do
    umount "$root/proc" "$root/dev/pts" "$root/dev" 2>/dev/null || true
  done
  # Never remove a root with this machine's devices mounted in it.
  if [ "${is_temporary-0}" -eq 1 ] && ! grep -q " $folder/" /proc/mounts; then
    rm -rf --one-file-system "$folder"
  fi
}
trap clean_up EXIT

# in_root ROOT COMMAND...
in_root() {
  local root=$1
  shift
  chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}

# open_root ROOT: makes it where it is not there.
open_root() {
  local root=$1 file
  [ -e "$root/etc/debian_version" ] ||
    debootstrap --variant=minbase "$release" "$root" "$mirror"
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  mount --bind /dev/pts "$root/dev/pts" # a test looks at a terminal
  # How this machine reaches the mirror is part of the machine, not of Debian.
  for file in /etc/resolv.conf /etc/hosts /etc/apt/apt.conf; do
    [ -e "$file" ] && cp -L "$file" "$root$file"
  done
  if [ -d /etc/apt/apt.conf.d ]; then
    grep -rlE 'Acquire::' /etc/apt/apt.conf.d |
      xargs -r cp -t "$root/etc/apt/apt.conf.d/" || true
  fi
}

follow_readme() {
  open_root "$sources"
  # Uncommitted work is not what others get: clone, as they do.
  rm -rf "$sources/root/nestor"
  git clone --quiet "$source" "$sources/root/nestor"
  local list=$sources/etc/apt/sources.list.d/security.list line command
  if [ ! -e "$list" ]; then
    echo "== ./nestor must say which suite is missing"
    if in_root "$sources" /root/nestor/nestor setup 2>"$folder/first.txt"; then
      fail "LLVM 22 was found without the security suite"
    fi
    cat "$folder/first.txt"
    line=$(sed -n "s/^  echo '\(deb .*\)' > .*/\1/p" "$folder/first.txt")
    [ -n "$line" ] || fail "./nestor gave no line to add"
    echo "$line" >"$list"
  fi
  mapfile -t commands < <(grep -oE '^ *\./nestor .*' "$source/README.md" |
    head -n 2)
  [ ${#commands[@]} -eq 2 ] || fail "the README has no two ./nestor commands"
  for command in "${commands[@]}"; do
    echo "== README: $command"
    in_root "$sources" /bin/bash -c "cd /root/nestor && time $command"
  done
}

install_package() {
  echo "== the Debian package in a root of its own"
  in_root "$sources" /bin/bash -c \
    "cd /root/nestor/build/release && rm -f *.deb && cpack -G DEB"
  open_root "$package"
  cp "$sources/etc/apt/sources.list.d/security.list" \
    "$package/etc/apt/sources.list.d/"
  cp "$sources"/root/nestor/build/release/nestor_*.deb "$package/root/"
  cp "$source/examples/linear_regression.nest" "$package/root/"
  in_root "$package" apt-get -q update
  in_root "$package" /bin/bash -c \
    "apt-get -q install -y --no-install-recommends /root/nestor_*.deb"
  in_root "$package" /bin/bash -c \
    "cd /root && nestor --version && nestor run linear_regression.nest"
}

follow_readme
install_package
echo "== the README holds on a bare Debian 12"
