# The door of a run's network namespace, and its way out.
#
#   relay.pl DIRECTORY DOOR UID PORT WAY_OUT RUN
#
# Started by enter.sh as root inside the run's namespaces. It brings loopback up, listens on the Unix socket DIRECTORY/DOOR
# ("-": none) and passes what comes there to 127.0.0.1:PORT, and listens on 127.0.0.1:WAY_OUT and passes what comes there to
# the agent's Unix socket DIRECTORY/egress, after a line that says which RUN it comes from. Then it gives root up for UID,
# sees DIRECTORY alone, and goes to the background: when this program returns, everything is in place. It ends with the process
# namespace, and cannot be signalled or traced by the run, whose uid is another.
#
# Perl and not Java: 5 MiB resident instead of some 40, for each run. It uses what Debian calls perl-base.
use strict;
use warnings;
use Errno qw(EAGAIN EINPROGRESS EINTR);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use POSIX qw(setgid setuid);
use Socket;

use constant { SIOCGIFFLAGS => 0x8913, SIOCSIFFLAGS => 0x8914, IFF_UP => 1 };
# At most so many connections each way; the agent sends no more than 512 in. What is over waits in the kernel's short queue.
use constant { IN => 576, OUT => 64, QUEUE => 128 };
# Of each direction of each connection. It is read again when all of it was written: who does not read is not read from.
use constant PIECE => 32 << 10;

my ($directory, $door, $uid, $port, $way_out, $run) = @ARGV;
$SIG{PIPE} = 'IGNORE';
$^F = 2;

sub loopback_up {
    socket(my $any, PF_INET, SOCK_DGRAM, 0) or die "no socket: $!\n";
    my $request = pack 'a16 x24', 'lo';
    ioctl($any, SIOCGIFFLAGS, $request) or die "no loopback in the network namespace: $!\n";
    my $flags = unpack 'x16 s', $request;
    ioctl($any, SIOCSIFFLAGS, pack('a16 s x22', 'lo', $flags | IFF_UP)) or die "loopback cannot be brought up: $!\n";
}

sub nonblocking {
    my ($socket) = @_;
    fcntl($socket, F_SETFL, fcntl($socket, F_GETFL, 0) | O_NONBLOCK) or die "fcntl: $!\n";
    return $socket;
}

sub listening {
    my ($family, $address) = @_;
    socket(my $socket, $family, SOCK_STREAM, 0) or die "no socket: $!\n";
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1) if $family == PF_INET;
    bind($socket, $address) and listen($socket, QUEUE) or die "cannot listen: $!\n";
    return nonblocking($socket);
}

loopback_up();
chdir $directory and chroot '.' or die "$directory: $!\n";
my %doors;
if ($door ne '-') {
    unlink "/$door";
    umask 0177;
    my $socket = listening(PF_UNIX, pack_sockaddr_un("/$door"));
    $doors{ fileno $socket } = { socket => $socket, left => IN, to => PF_INET, at => pack_sockaddr_in($port, INADDR_LOOPBACK) };
}
my $out = listening(PF_INET, pack_sockaddr_in($way_out, INADDR_LOOPBACK));
$doors{ fileno $out } = {
    socket => $out, left => OUT, to => PF_UNIX, at => pack_sockaddr_un('/egress'), first => "RUN $run\r\n",
};
# setuid(2) by root sets the saved uid too, which perl's own variables leave.
$) = "$uid $uid";
setgid($uid) and setuid($uid) or die "root is not given up: $!\n";

defined(my $child = fork) or die "no process for the relay: $!\n";
exit 0 if $child;
close STDIN;
close STDOUT;
close STDERR;

# Two ends of a connection name each other; "held" is what was read from an end and is not yet written to its other.
my %ends;
my ($reading, $writing) = ('', '');
vec($reading, $_, 1) = 1 for keys %doors;

sub interest {
    my ($end) = @_;
    my $other = $end->{other};
    vec($reading, $end->{n}, 1) = !$end->{ended} && !$end->{connecting} && !$other->{connecting} && $end->{held} eq '';
    vec($writing, $end->{n}, 1) = $end->{connecting} || $other->{held} ne '';
}

sub hang_up {
    my ($end) = @_;
    my $other = $end->{other};
    for my $each ($end, $other) {
        vec($reading, $each->{n}, 1) = 0;
        vec($writing, $each->{n}, 1) = 0;
        delete $ends{ $each->{n} };
        close $each->{socket};
        delete $each->{other};
    }
    my $from = $end->{door} || $other->{door};
    vec($reading, fileno $from->{socket}, 1) = 1 if ++$from->{left} == 1;
}

sub welcome {
    my ($from) = @_;
    while ($from->{left} > 0) {
        accept(my $near, $from->{socket}) or return;
        my $far;
        if (!socket($far, $from->{to}, SOCK_STREAM, 0)) {
            close $near;
            return;
        }
        nonblocking($near);
        nonblocking($far);
        my $connected = connect $far, $from->{at};
        if (!$connected && $! != EINPROGRESS) {
            close $near;
            close $far;
            next;
        }
        my $a = { n => fileno $near, socket => $near, held => $from->{first} // '', door => $from };
        my $b = { n => fileno $far, socket => $far, held => '', connecting => !$connected };
        ($a->{other}, $b->{other}) = ($b, $a);
        ($ends{ $a->{n} }, $ends{ $b->{n} }) = ($a, $b);
        $from->{left}--;
        interest($_) for $a, $b;
    }
    vec($reading, fileno $from->{socket}, 1) = 0;
}

# Reads once; what has come is written at once where that is possible.
sub hear {
    my ($end) = @_;
    my $n = sysread $end->{socket}, $end->{held}, PIECE;
    if (!defined $n) {
        return hang_up($end) unless $! == EAGAIN || $! == EINTR;
    } elsif ($n == 0) {
        $end->{ended} = 1;
        shutdown $end->{other}{socket}, SHUT_WR;
    } else {
        return write_on($end->{other});
    }
    settle($end);
}

sub connected {
    my ($end) = @_;
    my $fault = unpack 'i', getsockopt($end->{socket}, SOL_SOCKET, SO_ERROR);
    return hang_up($end) if $fault;
    $end->{connecting} = 0;
    settle($end);
}

sub write_on {
    my ($end) = @_;
    my $from = $end->{other};
    my $n = syswrite $end->{socket}, $from->{held};
    if (!defined $n) {
        return hang_up($end) unless $! == EAGAIN || $! == EINTR;
    } elsif ($n < length $from->{held}) {
        substr($from->{held}, 0, $n, '');
    } else {
        # Gives the memory back, which an empty string would keep: most connections are silent most of the time.
        undef $from->{held};
        $from->{held} = '';
    }
    settle($end);
}

# What each direction has had is over when its reader has seen the end: then nothing keeps the connection.
sub settle {
    my ($end) = @_;
    my $other = $end->{other};
    return hang_up($end) if $end->{ended} && $other->{ended} && $end->{held} eq '' && $other->{held} eq '';
    interest($end);
    interest($other);
}

sub each_of {
    my ($bits, $what) = @_;
    my $text = unpack 'b*', $bits;
    for (my $n = index $text, '1'; $n >= 0; $n = index $text, '1', $n + 1) {
        $what->($n);
    }
}

while (1) {
    my $found = select my $readable = $reading, my $writable = $writing, undef, undef;
    next if $found <= 0;
    each_of($writable, sub {
        my $end = $ends{ $_[0] } or return;
        $end->{connecting} ? connected($end) : write_on($end);
    });
    each_of($readable, sub {
        my $n = $_[0];
        return welcome($doors{$n}) if $doors{$n};
        my $end = $ends{$n} or return;
        # A descriptor may have been closed and used again since select returned.
        hear($end) if vec $reading, $n, 1;
    });
}
