#include <linux/cec.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <sys/timex.h>

// Swift's Glibc module lacks <sys/timex.h>. Whether someone who knows has told the kernel the time.
static inline int diascope_clock_is_synchronized(void) {
    struct timex state = {0};
    return adjtimex(&state) != TIME_ERROR;
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
