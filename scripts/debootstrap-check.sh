#!/bin/bash
# Follows the README on a machine that has nothing: makes a Debian 12 root with
# debootstrap, clones this checkout into it and runs the README's first two
# commands there. Takes half an hour and about 8 GB; needs root and debootstrap.
#
#   scripts/debootstrap-check.sh [FOLDER]
#
# FOLDER is where the root is made (default: a new temporary folder, removed
# afterwards). A FOLDER that holds a root already is used again.
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

clean_up() {
  umount "$folder/proc" "$folder/dev/pts" "$folder/dev" 2>/dev/null || true
  # Never remove a root with this machine's devices mounted in it.
  if [ "${is_temporary-0}" -eq 1 ] && ! grep -q " $folder/" /proc/mounts; then
    rm -rf --one-file-system "$folder"
  fi
}
trap clean_up EXIT

in_root() {
  chroot "$folder" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    LC_ALL=C "$@" </dev/null
}

is_new=0
if [ ! -e "$folder/etc/debian_version" ]; then
  is_new=1
  debootstrap --variant=minbase "$release" "$folder" "$mirror"
fi
mount -t proc proc "$folder/proc"
mount --bind /dev "$folder/dev"
mount --bind /dev/pts "$folder/dev/pts" # a test looks at a terminal

# How this machine reaches the mirror is part of the machine, not of Debian.
for file in /etc/resolv.conf /etc/hosts /etc/apt/apt.conf; do
  [ -e "$file" ] && cp -L "$file" "$folder$file"
done
if [ -d /etc/apt/apt.conf.d ]; then
  grep -rlE 'Acquire::' /etc/apt/apt.conf.d |
    xargs -r cp -t "$folder/etc/apt/apt.conf.d/" || true
fi

# Uncommitted work is not what others get: clone, as they do.
rm -rf "$folder/root/nestor"
git clone --quiet "$source" "$folder/root/nestor"

if [ "$is_new" -eq 1 ]; then
  echo "== ./nestor must say which suite is missing"
  if in_root /root/nestor/nestor setup 2>"$folder/root/first.txt"; then
    fail "LLVM 22 was found without the security suite"
  fi
  cat "$folder/root/first.txt"
  line=$(sed -n "s/^  echo '\(deb .*\)' > .*/\1/p" "$folder/root/first.txt")
  [ -n "$line" ] || fail "./nestor gave no line to add"
  echo "$line" >"$folder/etc/apt/sources.list.d/security.list"
fi

mapfile -t commands < <(grep -oE '^ *\./nestor .*' "$source/README.md" | head -n 2)
[ ${#commands[@]} -eq 2 ] || fail "the README has no two ./nestor commands"
for command in "${commands[@]}"; do
  echo "== README: $command"
  in_root /bin/bash -c "cd /root/nestor && $command"
done
echo "== the README holds on a bare Debian 12"
