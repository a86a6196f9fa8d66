#define _GNU_SOURCE
#include "CVirtualClock.h"

#include <stdbool.h>
#include <sys/time.h>
#include <time.h>

static _Thread_local bool is_virtual;
static _Thread_local int64_t now;

void virtual_clock_set(int64_t nanoseconds) {
    is_virtual = true;
    now = nanoseconds;
}

void virtual_clock_release(void) { is_virtual = false; }

// Stands before libc's for everything in the process, because the executable's symbols are looked up first.
int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    if (is_virtual) {
        time->tv_sec = now / 1000000000;
        time->tv_usec = now % 1000000000 / 1000;
        return 0;
    }
    struct timespec real;
    clock_gettime(CLOCK_REALTIME, &real);
    time->tv_sec = real.tv_sec;
    time->tv_usec = real.tv_nsec / 1000;
    return 0;
}
