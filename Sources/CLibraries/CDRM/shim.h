#include <drm_fourcc.h>
#include <linux/netlink.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

// Format codes are made by function-like macros, which Swift does not see.
static inline uint32_t diascope_drm_format_nv12(void) { return DRM_FORMAT_NV12; }
static inline uint32_t diascope_drm_format_yuv420(void) { return DRM_FORMAT_YUV420; }
static inline uint32_t diascope_drm_format_xrgb8888(void) { return DRM_FORMAT_XRGB8888; }
