#!/bin/sh
# The first process of a run's namespaces: lays the run's own root and network, then runs the program as its owner.
#
#   enter.sh RUN COMMAND...
#
# RUN/plan sets run's uid and gid (uid), the relay's (relay), its directory (doors), the run's door there (door), the ports of
# the program and of the way out (port, way_out), the size of each memory disk in KiB (disk), whether to filter system calls
# (filter) and where these scripts are (scripts).
# RUN/root holds the mount points; RUN/mounts has a line "ro|rw TAB source TAB target" for each path that is to be seen.
# Nothing else of the machine is visible: not the platform's directory, nor anybody's home, nor other processes.
set -eu
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
run=$1
shift
. "$run/plan"
tab=$(printf '\t')

# /proc is still the host's: this is the pid by which the supervisor knows us.
read -r pid _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ </proc/self/stat
printf '%s %s\n' "$pid" "$start" >"$run/init.tmp" && mv "$run/init.tmp" "$run/init"

# The relay keeps a view of its own directory, also after the machine's root has gone.
(
  ulimit -n 2048 2>/dev/null || :
  exec setpriv --no-new-privs perl "$scripts/relay.pl" "$doors" "$door" "$relay" "$port" "$way_out" "${run##*/}"
)

# Mount points are passed by the program.
umask 022
root=$run/root
mount --bind -o nosuid "$root" "$root"
mount -t tmpfs -o nosuid,noexec,mode=755,nr_inodes=512,size=64k devices "$root/dev"
mkdir "$root/dev/shm" "$root/dev/pts"
for memory in dev/shm tmp; do
  mount -t tmpfs -o "nosuid,nodev,mode=1777,nr_inodes=65536,size=${disk}k" memory "$root/$memory"
done
while IFS=$tab read -r mode source target; do
  point=$root$target
  if [ -d "$source" ]; then
    [ -e "$point" ] || mkdir -p "$point"
  elif [ ! -e "$point" ]; then
    mkdir -p "${point%/*}"
    : >"$point"
  fi
  mount --bind -o "$mode,nosuid" "$source" "$point"
done <"$run/mounts"
# Processes of another uid, which are this one and the relay, are not seen.
mount -t proc -o nosuid,nodev,noexec,hidepid=2 proc "$root/proc"
mount -t devpts -o newinstance,nosuid,noexec,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for stream in 0:stdin 1:stdout 2:stderr; do
  ln -s "/proc/self/fd/${stream%:*}" "$root/dev/${stream#*:}"
done
mount -o remount,bind,ro,nosuid,noexec "$root/dev"
mount -o remount,bind,ro,nosuid "$root"
cd "$root"
pivot_root . mnt
cd /
umount -l /mnt

if [ "$filter" = 1 ]; then
  set -- perl "$scripts/filter.pl" "$@"
fi
(
  # When memory runs out, the program goes before what keeps it apart; set by root, so that it cannot be lowered again.
  echo 500 2>/dev/null >/proc/self/oom_score_adj
  exec setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"
) &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM
trap '' INT HUP
while :; do
  code=0
  wait "$child" || code=$?
  # A trapped signal ends the wait early; the program may still be at its farewell.
  kill -0 "$child" 2>/dev/null || break
done
exit "$code"
