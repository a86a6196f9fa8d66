#include <alsa/asoundlib.h>

// The handler is variadic: Swift cannot write one.
static inline void diascope_alsa_ignore_error(const char *file, int line, const char *function, int code, const char *format, ...) {}

// alsa-lib would print each error to the process's standard error; callers get the codes.
static inline void diascope_alsa_keep_quiet(void) { snd_lib_error_set_handler(diascope_alsa_ignore_error); }
