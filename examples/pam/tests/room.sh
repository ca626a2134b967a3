#!/bin/sh
# A computer to log in to, for as long as a command runs: a Debian with mounts, processes, terminals and a network of
# its own. Whatever was started or mounted in it ends with it, and whatever was written is removed.
#
#   room.sh ROOT CHECKOUT PACKAGES COMMAND...
#
# ROOT      a Debian in a folder, as `cargo xtask test login` keeps one in target/roots/debian-13-login
# CHECKOUT  seen read-only as /checkout
# PACKAGES  a folder with libmfa0, libmfa-tools and libpam-libmfa, which are installed; a pam_libmfa.so in it is put in
#           the place of the package's
set -eu

[ "${4-}" ] || { echo 'usage: room.sh ROOT CHECKOUT PACKAGES COMMAND...' >&2; exit 2; }
root=$1
checkout=$2
packages=$3
shift 3

remove() { rm -rf --one-file-system "$1"; }

# What a run that was killed has left.
for old in "$root".run-*; do
    if [ -d "$old" ] && ! kill -0 "${old##*-}" 2> /dev/null; then remove "$old"; fi
done

run=$root.run-$$
running=
trap 'remove "$run"' EXIT
trap '[ -z "$running" ] || { kill -KILL "$running"; wait "$running" || :; }; exit 143' TERM INT HUP
mkdir "$run" "$run/upper" "$run/work" "$run/root"

# ROOT is written to only through a layer over it, or, where the kernel has no layers, it is copied (seconds). Its
# devices are its own, so that a socket made there is nobody else's /dev/log.
inside='
    root=$2/root
    hostname login
    mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" overlay "$root" 2> /dev/null ||
        cp --archive "$1/." "$root"
    shift
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for device in null zero full random urandom tty fuse; do
        [ -e "/dev/$device" ] || continue
        : > "$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    mkdir "$root/dev/pts" "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"
    mount -t tmpfs -o mode=755 tmpfs "$root/run"
    mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
    mkdir -p "$root/checkout" "$root/packages" "$root/run/sshd"
    mount --bind "$2" "$root/checkout"
    mount --bind "$3" "$root/packages"
    mount -o remount,bind,ro "$root/checkout"
    mount -o remount,bind,ro "$root/packages"
    printf "127.0.0.1 localhost login\n" > "$root/etc/hosts"
    shift 3
    # The shell stays, as the first process, which the others are left to when their parents end.
    chroot "$root" /usr/bin/env -i -C /checkout PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        TERM=dumb PYTHONDONTWRITEBYTECODE=1 sh -ec "$@"
    exit
'

prepare='
    ip link set lo up
    cd /packages
    dpkg --install libmfa0_*.deb libmfa-tools_*.deb libpam-libmfa_*.deb > /tmp/dpkg.log 2>&1 ||
        { cat /tmp/dpkg.log; exit 1; }
    [ ! -e /packages/pam_libmfa.so ] || cp /packages/pam_libmfa.so "$(dirname "$(find /usr/lib -name pam_unix.so)")"
    cd /checkout
    "$@"
'

# A shell that waits for a command in the foreground would hear no signal before it ends.
exec 3<&0
unshare --mount --pid --net --uts --ipc --fork --kill-child --mount-proc -- \
    sh -euc "$inside" inside "$root" "$run" "$checkout" "$packages" "$prepare" prepare "$@" <&3 &
running=$!
status=0
wait "$running" || status=$?
running=
exit "$status"
