// `setns`, `ppoll` and `struct ifreq` do not reach Swift through Glibc's module.
#define _GNU_SOURCE
#include "NetworkStage.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

int stage_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }

int stage_open_tun(const char *name) {
    int descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(descriptor, TUNSETIFF, &request) < 0) {
        int reason = errno;
        close(descriptor);
        errno = reason;
        return -1;
    }
    return descriptor;
}

int stage_wait(const int *descriptors, int count, int64_t nanoseconds) {
    struct pollfd polled[8];
    if (count < 0 || count > 8) return errno = EINVAL, -1;
    for (int index = 0; index < count; index++) polled[index] = (struct pollfd){.fd = descriptors[index], .events = POLLIN};
    struct timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    int ready = ppoll(polled, (nfds_t)count, nanoseconds < 0 ? NULL : &limit, NULL);
    if (ready < 0) return errno == EINTR ? 0 : -1;
    int mask = 0;
    for (int index = 0; index < count; index++) mask |= polled[index].revents ? 1 << index : 0;
    return mask;
}
