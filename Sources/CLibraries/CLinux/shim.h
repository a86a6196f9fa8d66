#include <linux/cec.h>
#include <linux/input.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/timex.h>
#include <termios.h>
#include <unistd.h>

// Swift's Glibc module lacks <sys/timex.h>. Whether someone who knows has told the kernel the time; -1 where it may not be asked.
static inline int diascope_clock_is_synchronized(void) {
    struct timex state = {0};
    return adjtimex(&state) < 0 ? -1 : !(state.status & STA_UNSYNC);
}

// The request numbers are macros with casts, which Swift cannot read; ioctl takes variable arguments.
static inline int diascope_cec_get_caps(int device, struct cec_caps *caps) { return ioctl(device, CEC_ADAP_G_CAPS, caps); }
static inline int diascope_cec_get_physical_address(int device, __u16 *address) {
    return ioctl(device, CEC_ADAP_G_PHYS_ADDR, address);
}
static inline int diascope_cec_get_logical_addresses(int device, struct cec_log_addrs *addresses) {
    return ioctl(device, CEC_ADAP_G_LOG_ADDRS, addresses);
}
static inline int diascope_cec_set_logical_addresses(int device, struct cec_log_addrs *addresses) {
    return ioctl(device, CEC_ADAP_S_LOG_ADDRS, addresses);
}
static inline int diascope_cec_set_mode(int device, __u32 mode) { return ioctl(device, CEC_S_MODE, &mode); }
static inline int diascope_cec_transmit(int device, struct cec_msg *message) { return ioctl(device, CEC_TRANSMIT, message); }
static inline int diascope_cec_receive(int device, struct cec_msg *message) { return ioctl(device, CEC_RECEIVE, message); }
static inline int diascope_cec_dequeue_event(int device, struct cec_event *event) { return ioctl(device, CEC_DQEVENT, event); }

static inline int diascope_input_key_bits(int device, unsigned char *bits, int length) {
    return ioctl(device, EVIOCGBIT(EV_KEY, length), bits);
}
static inline int diascope_input_name(int device, char *name, int length) { return ioctl(device, EVIOCGNAME(length), name); }

// Swift's Glibc module lacks <sys/inotify.h>. Which files in a directory come, and become ours to read.
static inline int diascope_watch_directory(const char *path) {
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch < 0) return -1;
    if (inotify_add_watch(watch, path, IN_CREATE | IN_ATTRIB | IN_MOVED_TO) >= 0) return watch;
    close(watch);
    return -1;
}

// A playback device; the kernel claims an address on the bus as soon as there is a bus. Fixed arrays are tuples in Swift.
static inline int diascope_cec_claim(int device, const char *name) {
    struct cec_log_addrs none = {0}, wanted = {0};
    diascope_cec_set_logical_addresses(device, &none);
    wanted.cec_version = CEC_OP_CEC_VERSION_1_4;
    wanted.vendor_id = CEC_VENDOR_ID_NONE;
    wanted.num_log_addrs = 1;
    wanted.primary_device_type[0] = CEC_OP_PRIM_DEVTYPE_PLAYBACK;
    wanted.log_addr_type[0] = CEC_LOG_ADDR_TYPE_PLAYBACK;
    wanted.all_device_types[0] = CEC_OP_ALL_DEVTYPE_PLAYBACK;
    strncpy(wanted.osd_name, name, sizeof(wanted.osd_name) - 1);
    return diascope_cec_set_logical_addresses(device, &wanted);
}
// Sends and does not wait: what became of it is read like a message.
static inline int diascope_cec_send(int device, const unsigned char *bytes, unsigned length) {
    struct cec_msg message = {0};
    if (length > sizeof(message.msg)) return -1;
    memcpy(message.msg, bytes, length);
    message.len = length;
    return diascope_cec_transmit(device, &message);
}
// The length of a message somebody sent, 0 for what became of one of ours, -1 when there is nothing more.
static inline int diascope_cec_read(int device, unsigned char *bytes) {
    struct cec_msg message = {0};
    if (diascope_cec_receive(device, &message)) return -1;
    if (message.sequence != 0 || !(message.rx_status & CEC_RX_STATUS_OK)) return 0;
    memcpy(bytes, message.msg, sizeof(message.msg));
    return message.len <= sizeof(message.msg) ? (int)message.len : 0;
}

// A virtual console for pictures: the kernel draws nothing on it, and asks before it shows another one. Keys that would end the
// process are letters here. Swift cannot read the request numbers.
static inline int diascope_console_take(int console, int leaving, int entering) {
    struct vt_mode mode = {0};
    struct termios keys;
    if (ioctl(console, VT_GETMODE, &mode)) return -1;
    mode.mode = VT_PROCESS;
    mode.waitv = 0;
    mode.relsig = leaving;
    mode.acqsig = entering;
    mode.frsig = 0;
    if (ioctl(console, VT_SETMODE, &mode)) return -1;
    if (tcgetattr(console, &keys) == 0) {
        keys.c_lflag &= ~(ISIG | ICANON | ECHO);
        tcsetattr(console, TCSANOW, &keys);
    }
    return ioctl(console, KDSETMODE, KD_GRAPHICS);
}
static inline int diascope_console_may_leave(int console) { return ioctl(console, VT_RELDISP, 1); }
static inline int diascope_console_entered(int console) { return ioctl(console, VT_RELDISP, VT_ACKACQ); }
static inline void diascope_console_give_back(int console) {
    struct vt_mode mode = {0};
    mode.mode = VT_AUTO;
    ioctl(console, VT_SETMODE, &mode);
    ioctl(console, KDSETMODE, KD_TEXT);
}
// Typed text nobody reads would fill up.
static inline void diascope_console_forget_keys(int console) { tcflush(console, TCIFLUSH); }
