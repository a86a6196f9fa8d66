#include <sys/ipc.h>
#include <sys/shm.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/dpms.h>

// XDestroyImage is a macro that calls through the image.
static inline int diascope_x_destroy_image(XImage *image) { return XDestroyImage(image); }

// An XShmCompletionEvent is read by casting the event union, which Swift cannot.
static inline ShmSeg diascope_x_completed_segment(const XEvent *event) { return ((const XShmCompletionEvent *)event)->shmseg; }
