#include <pango/pangocairo.h>

/* PANGO_SCALE is a parenthesised expression, which Swift does not import. */
static inline double diascope_pango_scale(void) { return (double)PANGO_SCALE; }
