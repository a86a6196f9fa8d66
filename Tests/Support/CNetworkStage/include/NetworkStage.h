#pragma once

#include <stdint.h>

/// Moves the calling thread, and it alone, into the network namespace behind a descriptor. 0, or -1 and errno.
int stage_enter_network(int descriptor);

/// Makes a TUN device in the thread's network: each read and write is one IP packet. A descriptor, or -1 and errno.
int stage_open_tun(const char *name);

/// Waits until one of up to 8 descriptors can be read, or for `nanoseconds` (for ever if negative).
/// A bit for each that can, 0 when the time is up, or -1 and errno.
int stage_wait(const int *descriptors, int count, int64_t nanoseconds);
