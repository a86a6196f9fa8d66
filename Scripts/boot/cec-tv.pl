# The TV at the other end of the cable: on vivid's HDMI input, whose output our machine plays on. Perl is in every Debian.
#   cec-tv.pl listen FILE     writes each message it hears as a line of hexadecimal digits
#   cec-tv.pl send HEX...     sends messages
use strict;
use warnings;

# linux/cec.h: CEC_S_MODE, CEC_ADAP_S_LOG_ADDRS, CEC_TRANSMIT, CEC_RECEIVE, CEC_ADAP_G_PHYS_ADDR.
my ($S_MODE, $S_LOG_ADDRS, $TRANSMIT, $RECEIVE, $G_PHYS_ADDR) = (0x40046109, 0xC05C6104, 0xC0386105, 0xC0386106, 0x80026101);

sub adapter {
    for my $path (glob "/dev/cec*") {
        open(my $device, "+<", $path) or next;
        my $address = pack "S", 0;
        return $device if ioctl($device, $G_PHYS_ADDR, $address) && unpack("S", $address) == 0;
    }
    die "no adapter is a TV's\n";
}

my $device = adapter();
my $what = shift;
if ($what eq "send") {
    for my $message (map { pack "H*", $_ } @ARGV) {
        my $packet = pack("Q2L4", 0, 0, length $message, 0, 0, 0) . pack("a16", $message) . "\0" x 8;
        ioctl($device, $TRANSMIT, $packet) or die "not sent: $!\n";
    }
    exit;
}
my $mode = pack "L", 0x01 | 0x20;
ioctl($device, $S_MODE, $mode) or die "mode: $!\n";
my $none = "\0" x 92;
ioctl($device, $S_LOG_ADDRS, $none);
# CEC 1.4, one address, type TV.
my $tv = pack("C4 S C C L L a15 C4 C4 C4 x48 x", 0, 0, 0, 0, 0, 5, 1, 0xFFFFFFFF, 0, "boot test", 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0);
ioctl($device, $S_LOG_ADDRS, $tv) or die "address: $!\n";
open(my $log, ">", shift) or die;
$log->autoflush(1);
while (1) {
    my $packet = "\0" x 56;
    ioctl($device, $RECEIVE, $packet) or next;
    my ($length) = unpack "x16 L", $packet;
    print $log unpack("H*", substr($packet, 32, $length)), "\n";
}
