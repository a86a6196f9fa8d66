#pragma once

#include <stdint.h>

/// From here on gettimeofday() on this thread, in every library of the process, says `nanoseconds` since 1970.
void virtual_clock_set(int64_t nanoseconds);

/// gettimeofday() on this thread says the real time again.
void virtual_clock_release(void);
