# Forbids system calls to a run and all its children (seccomp(2)), then becomes the program.
#
#   filter.pl COMMAND...
#
# Refused: namespaces and mounts of its own, the kernel's less tried doors (bpf, io_uring, keys, perf events, userfaultfd),
# what only an administrator does, other instruction sets' calls, and sockets other than Unix, IP and netlink: a vsock or a
# Bluetooth socket belongs to no network namespace. Needs no_new_privs, which enter.sh sets.
use strict;
use warnings;

use constant { LOAD => 0x20, EQUAL => 0x15, AT_LEAST => 0x35, ANY_BIT => 0x45, RETURN => 0x06 };
use constant { ALLOW => 0x7fff0000, REFUSE => 0x00050000, EPERM => 1, ENOSYS => 38, EAFNOSUPPORT => 97 };
use constant { NUMBER => 0, MACHINE => 4, FIRST => 16 };
use constant NAMESPACES => 0x7e020000;
use constant { PR_SET_SECCOMP => 22, SECCOMP_MODE_FILTER => 2 };

# From the kernel's tables, arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
my %KINDS = (
    x86_64 => {
        audit => 0xc000003e, prctl => 157, clone => 56, clone3 => 435, socket => 41, foreign => 0x40000000,
        # syslog pivot_root acct settimeofday mount umount2 swapon swapoff reboot iopl ioperm init_module delete_module quotactl
        # clock_settime kexec_load add_key request_key keyctl unshare perf_event_open open_by_handle_at setns finit_module
        # kexec_file_load bpf userfaultfd
        refused => [103, 155, 163, 164, 165, 166, 167, 168, 169, 172, 173, 175, 176, 179, 227, 246, 248, 249, 250, 272, 298,
            304, 308, 313, 320, 321, 323],
    },
    aarch64 => {
        audit => 0xc00000b7, prctl => 167, clone => 220, clone3 => 435, socket => 198,
        # umount2 mount pivot_root quotactl acct unshare kexec_load init_module delete_module clock_settime syslog reboot
        # settimeofday add_key request_key keyctl swapon swapoff perf_event_open open_by_handle_at setns finit_module bpf
        # userfaultfd kexec_file_load
        refused => [39, 40, 41, 60, 89, 97, 104, 105, 106, 112, 116, 142, 170, 217, 218, 219, 224, 225, 241, 265, 268, 273,
            280, 282, 294],
    },
);
# The same number everywhere: io_uring_*, open_tree move_mount fsopen fsconfig fsmount fspick, mount_setattr.
my @EVERYWHERE = (425, 426, 427, 428 .. 433, 442);

sub step { return pack 'S C C L', @_ }
sub refuse { return step(RETURN, 0, 0, REFUSE | $_[0]) }

my $machine = (split ' ', `/bin/uname -m`)[0] // '';
my $kind = $KINDS{$machine} or die "there is no filter of system calls for $machine\n";

my $filter = step(LOAD, 0, 0, MACHINE) . step(EQUAL, 1, 0, $kind->{audit}) . refuse(ENOSYS);
$filter .= step(LOAD, 0, 0, NUMBER);
$filter .= step(AT_LEAST, 0, 1, $kind->{foreign}) . refuse(ENOSYS) if $kind->{foreign};
# Its flags are behind a pointer, where no filter looks; libraries that are told so use clone instead.
$filter .= step(EQUAL, 0, 1, $kind->{clone3}) . refuse(ENOSYS);
$filter .= step(EQUAL, 0, 1, $_) . refuse(EPERM) for @{ $kind->{refused} }, @EVERYWHERE;
$filter .= step(EQUAL, 0, 4, $kind->{clone}) . step(LOAD, 0, 0, FIRST) . step(ANY_BIT, 0, 1, NAMESPACES) . refuse(EPERM)
    . step(RETURN, 0, 0, ALLOW);
my @families = (1, 2, 10, 16);
$filter .= step(EQUAL, 0, @families + 2, $kind->{socket}) . step(LOAD, 0, 0, FIRST);
$filter .= step(EQUAL, @families - $_, 0, $families[$_]) for 0 .. $#families;
$filter .= refuse(EAFNOSUPPORT) . step(RETURN, 0, 0, ALLOW);

my $program = pack 'S x![P] P', length($filter) / 8, $filter;
# The numbers are arguments as numbers, the program as the address of its bytes.
syscall($kind->{prctl}, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, $program, 0, 0) == 0
    or die "the kernel takes no filter of system calls: $!\n";
exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\n";
