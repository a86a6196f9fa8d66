// A graphics card for the boot test, in memory: its second layer takes YUV420 and NV12, converts and scales, which no card of QEMU's
// does. What a monitor would show is composed when somebody looks.
//
// /sys/kernel/debug/yuvcard/cable is the monitor and the hands on it. Every line that is written has an answer to read:
//
//   plug WIDTH HEIGHT, unplug   "done"
//   look                        width, height and a line's end, then the picture's bytes, red, green and blue; "0 0" when it is dark
//   layers                      what is shown, from the bottom to the top: four-character code, size, place; and how often it was lit
//
// The parameters are what drivers differ in, and may be changed at any time but for the first two.
//
// The kernel lends most of what a display driver needs to modules under the GPL alone; this file may be used under the MIT licence too.

#include <linux/debugfs.h>
#include <linux/hrtimer.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_blend.h>
#include <drm/drm_drv.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_probe_helper.h>
#include <drm/drm_rect.h>
#include <drm/drm_vblank.h>

static bool nv12;
module_param(nv12, bool, 0444);
MODULE_PARM_DESC(nv12, "the layer takes NV12 and no YUV420");

static bool below;
module_param(below, bool, 0444);
MODULE_PARM_DESC(below, "the layer lies below the other until it is lifted");

static uint enlarges = 16;
module_param(enlarges, uint, 0644);
MODULE_PARM_DESC(enlarges, "by how much the layer enlarges and shrinks at the most; 1: not at all");

static bool even;
module_param(even, bool, 0644);
MODULE_PARM_DESC(even, "the layer takes pictures of even sizes only");

static bool full;
module_param(full, bool, 0644);
MODULE_PARM_DESC(full, "there is no memory for the layer's pictures: a test succeeds, and showing them does not");

static uint denied;
module_param(denied, uint, 0444);
MODULE_PARM_DESC(denied, "how often there was none");

static bool stiff;
module_param(stiff, bool, 0644);
MODULE_PARM_DESC(stiff, "the layer goes on and off only where a whole mode may be set");

struct card {
	struct drm_device drm;
	struct drm_plane primary, layer;
	struct drm_crtc crtc;
	struct drm_encoder encoder;
	struct drm_connector connector;
	struct hrtimer timer;
	ktime_t period;
	unsigned int lit;
	// The monitor's size; 0 where none is plugged in.
	int width, height;
	struct dentry *folder;
	// Guards what is below it.
	struct mutex lock;
	u8 *answer;
	size_t length;
};

// Composing

struct matrix {
	int black, luma, red_v, green_u, green_v, blue_u;
};

// In 256ths: ITU-R BT.601 and BT.709, each with limited and full range.
static const struct matrix matrices[2][2] = {
	{ { 16, 298, 409, 100, 208, 516 }, { 0, 256, 359, 88, 183, 454 } },
	{ { 16, 298, 459, 55, 136, 541 }, { 0, 256, 403, 48, 120, 475 } },
};

static u8 byte(int value)
{
	return clamp((value + 128) >> 8, 0, 255);
}

static void convert(u8 *to, const struct matrix *m, int y, int u, int v)
{
	int luma = (y - m->black) * m->luma;

	to[0] = byte(luma + m->red_v * (v - 128));
	to[1] = byte(luma - m->green_u * (u - 128) - m->green_v * (v - 128));
	to[2] = byte(luma + m->blue_u * (u - 128));
}

static void draw(u8 *picture, int width, struct drm_plane_state *state)
{
	struct drm_shadow_plane_state *shadow = to_drm_shadow_plane_state(state);
	const struct drm_framebuffer *fb = state->fb;
	const struct drm_rect *from = &state->src, *to = &state->dst;
	const struct matrix *m = &matrices[state->color_encoding == DRM_COLOR_YCBCR_BT709][state->color_range == DRM_COLOR_YCBCR_FULL_RANGE];
	u32 step_x = drm_rect_width(from) / drm_rect_width(to), step_y = drm_rect_height(from) / drm_rect_height(to);
	const u8 *base[3];
	int x, y, i;

	for (i = 0; i < fb->format->num_planes; i++)
		base[i] = shadow->data[i].vaddr;
	for (y = to->y1; y < to->y2; y++) {
		u32 row = (from->y1 + step_y / 2 + (y - to->y1) * step_y) >> 16;
		u32 place = from->x1 + step_x / 2;
		u8 *target = picture + (y * width + to->x1) * 3;

		for (x = to->x1; x < to->x2; x++, place += step_x, target += 3) {
			u32 column = place >> 16;

			if (fb->format->format == DRM_FORMAT_XRGB8888) {
				const u8 *pixel = base[0] + row * fb->pitches[0] + column * 4;

				target[0] = pixel[2];
				target[1] = pixel[1];
				target[2] = pixel[0];
			} else if (fb->format->format == DRM_FORMAT_NV12) {
				const u8 *pair = base[1] + row / 2 * fb->pitches[1] + column / 2 * 2;

				convert(target, m, base[0][row * fb->pitches[0] + column], pair[0], pair[1]);
			} else {
				convert(target, m, base[0][row * fb->pitches[0] + column], base[1][row / 2 * fb->pitches[1] + column / 2],
					base[2][row / 2 * fb->pitches[2] + column / 2]);
			}
		}
	}
}

// The planes that are shown, from the bottom to the top; under all of the modesetting's locks.
static int shown(struct card *card, struct drm_plane_state *states[2])
{
	struct drm_plane_state *primary = card->primary.state, *layer = card->layer.state;
	int count = 0;

	if (!card->crtc.state->active)
		return 0;
	if (layer->visible && layer->normalized_zpos < primary->normalized_zpos)
		states[count++] = layer;
	if (primary->visible)
		states[count++] = primary;
	if (layer->visible && layer->normalized_zpos >= primary->normalized_zpos)
		states[count++] = layer;
	return count;
}

// Zeroes in place of the last answer, to be written over.
static int begin_answer(struct card *card, size_t length)
{
	vfree(card->answer);
	card->answer = vzalloc(length);
	card->length = card->answer ? length : 0;
	return card->answer ? 0 : -ENOMEM;
}

static int reply(struct card *card, const char *text)
{
	int result = begin_answer(card, strlen(text));

	if (!result)
		memcpy(card->answer, text, card->length);
	return result;
}

static int look(struct card *card)
{
	const struct drm_display_mode *mode = &card->crtc.state->mode;
	struct drm_plane_state *states[2];
	int i, head, result, count = shown(card, states);
	char text[32];

	if (!count)
		return reply(card, "0 0\n");
	head = snprintf(text, sizeof(text), "%d %d\n", mode->hdisplay, mode->vdisplay);
	result = begin_answer(card, head + mode->hdisplay * mode->vdisplay * 3);
	if (result)
		return result;
	memcpy(card->answer, text, head);
	for (i = 0; i < count; i++)
		draw(card->answer + head, mode->hdisplay, states[i]);
	return 0;
}

static int layers(struct card *card)
{
	struct drm_plane_state *states[2];
	char text[160];
	int i, length = 0, count = shown(card, states);

	for (i = 0; i < count; i++)
		length += scnprintf(text + length, sizeof(text) - length, "%.4s " DRM_RECT_FMT ", ",
				    (const char *)&states[i]->fb->format->format, DRM_RECT_ARG(&states[i]->dst));
	scnprintf(text + length, sizeof(text) - length, "lit %u\n", card->lit);
	return reply(card, text);
}

// The monitor and the hands on it

static ssize_t cable_write(struct file *file, const char __user *data, size_t size, loff_t *position)
{
	struct card *card = file->private_data;
	struct drm_modeset_acquire_ctx context;
	int width = 0, height = 0, result = 0;
	bool plugs;
	char line[64];

	if (size >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, data, size))
		return -EFAULT;
	line[size] = 0;
	plugs = sscanf(line, "plug %d %d", &width, &height) == 2 && width > 0 && height > 0 && width <= 4096 && height <= 4096;
	mutex_lock(&card->lock);
	if (plugs || !strcmp(line, "unplug\n")) {
		WRITE_ONCE(card->width, width);
		WRITE_ONCE(card->height, height);
		drm_kms_helper_hotplug_event(&card->drm);
		result = reply(card, "done\n");
	} else {
		DRM_MODESET_LOCK_ALL_BEGIN((&card->drm), context, 0, result);
		result = !strcmp(line, "look\n") ? look(card) : !strcmp(line, "layers\n") ? layers(card) : -EINVAL;
		DRM_MODESET_LOCK_ALL_END((&card->drm), context, result);
	}
	mutex_unlock(&card->lock);
	if (result)
		return result;
	*position = 0;
	return size;
}

static ssize_t cable_read(struct file *file, char __user *data, size_t size, loff_t *position)
{
	struct card *card = file->private_data;
	ssize_t count;

	mutex_lock(&card->lock);
	count = simple_read_from_buffer(data, size, position, card->answer, card->length);
	mutex_unlock(&card->lock);
	return count;
}

static const struct file_operations cable_operations = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = cable_read,
	.write = cable_write,
	.llseek = no_llseek,
};

// Planes

static int plane_check(struct drm_plane *plane, struct drm_atomic_state *state)
{
	struct card *card = container_of(plane->dev, struct card, drm);
	struct drm_plane_state *old = drm_atomic_get_old_plane_state(state, plane), *new = drm_atomic_get_new_plane_state(state, plane);
	bool is_layer = plane == &card->layer;
	uint most = is_layer ? clamp(READ_ONCE(enlarges), 1u, 64u) : 1;

	if (is_layer && READ_ONCE(stiff) && !state->allow_modeset && !old->crtc != !new->crtc)
		return -EINVAL;
	if (!new->crtc) {
		new->visible = false;
		return 0;
	}
	if (is_layer && READ_ONCE(even) && ((new->src_w >> 16) % 2 || (new->src_h >> 16) % 2))
		return -EINVAL;
	return drm_atomic_helper_check_plane_state(new, drm_atomic_get_new_crtc_state(state, new->crtc), 65536 / most, 65536 * most,
						   is_layer, true);
}

static void plane_update(struct drm_plane *plane, struct drm_atomic_state *state)
{
	// What is shown is looked up when somebody looks.
}

static int layer_prepare(struct drm_plane *plane, struct drm_plane_state *state)
{
	if (state->fb && state->fb != plane->state->fb && READ_ONCE(full)) {
		denied++;
		return -ENOMEM;
	}
	return drm_gem_prepare_shadow_fb(plane, state);
}

static const struct drm_plane_helper_funcs primary_helpers = {
	DRM_GEM_SHADOW_PLANE_HELPER_FUNCS,
	.atomic_check = plane_check,
	.atomic_update = plane_update,
};

static const struct drm_plane_helper_funcs layer_helpers = {
	.prepare_fb = layer_prepare,
	.cleanup_fb = drm_gem_cleanup_shadow_fb,
	.atomic_check = plane_check,
	.atomic_update = plane_update,
};

static const struct drm_plane_funcs plane_functions = {
	DRM_GEM_SHADOW_PLANE_FUNCS,
	.update_plane = drm_atomic_helper_update_plane,
	.disable_plane = drm_atomic_helper_disable_plane,
	.destroy = drm_plane_cleanup,
};

// CRTC: sixty vertical blanks a second, or what the mode says

static enum hrtimer_restart blank(struct hrtimer *timer)
{
	struct card *card = container_of(timer, struct card, timer);

	hrtimer_forward_now(timer, card->period);
	drm_crtc_handle_vblank(&card->crtc);
	return HRTIMER_RESTART;
}

static void crtc_enable(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	struct card *card = container_of(crtc, struct card, crtc);

	card->lit++;
	card->period = ns_to_ktime(div_u64(NSEC_PER_SEC, max(drm_mode_vrefresh(&crtc->state->mode), 1)));
	drm_crtc_vblank_on(crtc);
	hrtimer_start(&card->timer, card->period, HRTIMER_MODE_REL);
}

static void crtc_disable(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	struct card *card = container_of(crtc, struct card, crtc);

	hrtimer_cancel(&card->timer);
	drm_crtc_vblank_off(crtc);
}

static void crtc_flush(struct drm_crtc *crtc, struct drm_atomic_state *state)
{
	struct drm_pending_vblank_event *event = crtc->state->event;

	if (!event)
		return;
	crtc->state->event = NULL;
	spin_lock_irq(&crtc->dev->event_lock);
	if (drm_crtc_vblank_get(crtc) == 0)
		drm_crtc_arm_vblank_event(crtc, event);
	else
		drm_crtc_send_vblank_event(crtc, event);
	spin_unlock_irq(&crtc->dev->event_lock);
}

// The timer runs while the CRTC does.
static int vblank_enable(struct drm_crtc *crtc)
{
	return 0;
}

static void vblank_disable(struct drm_crtc *crtc)
{
}

static const struct drm_crtc_helper_funcs crtc_helpers = {
	.atomic_enable = crtc_enable,
	.atomic_disable = crtc_disable,
	.atomic_flush = crtc_flush,
};

static const struct drm_crtc_funcs crtc_functions = {
	.set_config = drm_atomic_helper_set_config,
	.page_flip = drm_atomic_helper_page_flip,
	.destroy = drm_crtc_cleanup,
	.reset = drm_atomic_helper_crtc_reset,
	.atomic_duplicate_state = drm_atomic_helper_crtc_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_crtc_destroy_state,
	.enable_vblank = vblank_enable,
	.disable_vblank = vblank_disable,
};

// Connector

static int connector_detect(struct drm_connector *connector, struct drm_modeset_acquire_ctx *context, bool force)
{
	struct card *card = container_of(connector, struct card, connector);

	return READ_ONCE(card->width) ? connector_status_connected : connector_status_disconnected;
}

static int connector_modes(struct drm_connector *connector)
{
	struct card *card = container_of(connector, struct card, connector);
	struct drm_display_mode *mode = drm_mode_create(connector->dev);

	if (!mode)
		return 0;
	mode->hdisplay = READ_ONCE(card->width);
	mode->vdisplay = READ_ONCE(card->height);
	mode->hsync_start = mode->hdisplay + 8;
	mode->hsync_end = mode->hsync_start + 8;
	mode->htotal = mode->hsync_end + 16;
	mode->vsync_start = mode->vdisplay + 4;
	mode->vsync_end = mode->vsync_start + 4;
	mode->vtotal = mode->vsync_end + 4;
	mode->clock = mode->htotal * mode->vtotal * 60 / 1000;
	mode->type = DRM_MODE_TYPE_DRIVER | DRM_MODE_TYPE_PREFERRED;
	drm_mode_set_name(mode);
	drm_mode_probed_add(connector, mode);
	return 1;
}

static const struct drm_connector_helper_funcs connector_helpers = {
	.detect_ctx = connector_detect,
	.get_modes = connector_modes,
};

static const struct drm_connector_funcs connector_functions = {
	.fill_modes = drm_helper_probe_single_connector_modes,
	.destroy = drm_connector_cleanup,
	.reset = drm_atomic_helper_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

static const struct drm_encoder_funcs encoder_functions = {
	.destroy = drm_encoder_cleanup,
};

// Buffers

// Rows of a multiple of 256 bytes, as many engines have them.
static int make_buffer(struct drm_file *file, struct drm_device *drm, struct drm_mode_create_dumb *wanted)
{
	if (wanted->width > 8192 || wanted->height > 16384 || (wanted->bpp != 8 && wanted->bpp != 32))
		return -EINVAL;
	wanted->pitch = ALIGN(wanted->width * (wanted->bpp / 8), 256);
	wanted->size = PAGE_ALIGN((u64)wanted->pitch * wanted->height);
	return drm_gem_shmem_dumb_create(file, drm, wanted);
}

static struct drm_framebuffer *make_framebuffer(struct drm_device *drm, struct drm_file *file, const struct drm_mode_fb_cmd2 *wanted)
{
	int i;

	for (i = 0; i < 4; i++)
		if (wanted->pitches[i] % 64 || wanted->offsets[i] % 64)
			return ERR_PTR(-EINVAL);
	return drm_gem_fb_create(drm, file, wanted);
}

static void commit_tail(struct drm_atomic_state *state)
{
	struct drm_device *drm = state->dev;

	drm_atomic_helper_commit_modeset_disables(drm, state);
	drm_atomic_helper_commit_modeset_enables(drm, state);
	drm_atomic_helper_commit_planes(drm, state, 0);
	drm_atomic_helper_commit_hw_done(state);
	drm_atomic_helper_wait_for_flip_done(drm, state);
	drm_atomic_helper_cleanup_planes(drm, state);
}

static const struct drm_mode_config_funcs mode_functions = {
	.fb_create = make_framebuffer,
	.atomic_check = drm_atomic_helper_check,
	.atomic_commit = drm_atomic_helper_commit,
};

static const struct drm_mode_config_helper_funcs mode_helpers = {
	.atomic_commit_tail = commit_tail,
};

DEFINE_DRM_GEM_FOPS(card_operations);

static const struct drm_driver card_driver = {
	.driver_features = DRIVER_GEM | DRIVER_MODESET | DRIVER_ATOMIC,
	.name = "yuvcard",
	.desc = "A card in memory that takes YUV",
	.date = "20261121",
	.major = 1,
	.fops = &card_operations,
	.dumb_create = make_buffer,
};

static const u32 pixels[] = { DRM_FORMAT_XRGB8888 };
static const u32 planes[] = { DRM_FORMAT_NV12, DRM_FORMAT_YUV420 };

static int make_planes(struct card *card)
{
	struct drm_device *drm = &card->drm;
	int result;

	result = drm_universal_plane_init(drm, &card->primary, 1, &plane_functions, pixels, 1, NULL, DRM_PLANE_TYPE_PRIMARY, NULL);
	if (result)
		return result;
	result = drm_universal_plane_init(drm, &card->layer, 1, &plane_functions, planes, nv12 ? 1 : 2, NULL, DRM_PLANE_TYPE_OVERLAY, NULL);
	if (result)
		return result;
	drm_plane_helper_add(&card->primary, &primary_helpers);
	drm_plane_helper_add(&card->layer, &layer_helpers);
	result = drm_plane_create_zpos_property(&card->primary, below, 0, 7);
	if (!result)
		result = drm_plane_create_zpos_property(&card->layer, !below, 0, 7);
	if (result)
		return result;
	// What a sender's picture is not, to begin with.
	return drm_plane_create_color_properties(&card->layer, BIT(DRM_COLOR_YCBCR_BT601) | BIT(DRM_COLOR_YCBCR_BT709),
						 BIT(DRM_COLOR_YCBCR_LIMITED_RANGE) | BIT(DRM_COLOR_YCBCR_FULL_RANGE),
						 DRM_COLOR_YCBCR_BT709, DRM_COLOR_YCBCR_FULL_RANGE);
}

static int make_output(struct card *card)
{
	struct drm_device *drm = &card->drm;
	int result = drm_crtc_init_with_planes(drm, &card->crtc, &card->primary, NULL, &crtc_functions, NULL);

	if (result)
		return result;
	drm_crtc_helper_add(&card->crtc, &crtc_helpers);
	hrtimer_init(&card->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	card->timer.function = blank;
	result = drm_encoder_init(drm, &card->encoder, &encoder_functions, DRM_MODE_ENCODER_VIRTUAL, NULL);
	if (result)
		return result;
	card->encoder.possible_crtcs = 1;
	result = drm_connector_init(drm, &card->connector, &connector_functions, DRM_MODE_CONNECTOR_HDMIA);
	if (result)
		return result;
	drm_connector_helper_add(&card->connector, &connector_helpers);
	card->connector.polled = DRM_CONNECTOR_POLL_HPD;
	return drm_connector_attach_encoder(&card->connector, &card->encoder);
}

static int card_probe(struct platform_device *device)
{
	struct card *card = devm_drm_dev_alloc(&device->dev, &card_driver, struct card, drm);
	struct drm_device *drm;
	int result;

	if (IS_ERR(card))
		return PTR_ERR(card);
	platform_set_drvdata(device, card);
	mutex_init(&card->lock);
	drm = &card->drm;
	result = drmm_mode_config_init(drm);
	if (result)
		return result;
	drm->mode_config.max_width = drm->mode_config.max_height = 8192;
	drm->mode_config.normalize_zpos = true;
	drm->mode_config.funcs = &mode_functions;
	drm->mode_config.helper_private = &mode_helpers;
	result = make_planes(card);
	if (!result)
		result = make_output(card);
	if (!result)
		result = drm_vblank_init(drm, 1);
	if (result)
		return result;
	drm_mode_config_reset(drm);
	result = drm_dev_register(drm, 0);
	if (result)
		return result;
	card->folder = debugfs_create_dir("yuvcard", NULL);
	debugfs_create_file("cable", 0600, card->folder, card, &cable_operations);
	return 0;
}

static int card_remove(struct platform_device *device)
{
	struct card *card = platform_get_drvdata(device);

	debugfs_remove_recursive(card->folder);
	drm_dev_unregister(&card->drm);
	drm_atomic_helper_shutdown(&card->drm);
	vfree(card->answer);
	return 0;
}

static struct platform_driver platform_driver = {
	.probe = card_probe,
	.remove = card_remove,
	.driver = { .name = "yuvcard" },
};

static struct platform_device *platform_device;

static int __init yuvcard_init(void)
{
	int result = platform_driver_register(&platform_driver);

	if (result)
		return result;
	platform_device = platform_device_register_simple("yuvcard", -1, NULL, 0);
	if (IS_ERR(platform_device)) {
		platform_driver_unregister(&platform_driver);
		return PTR_ERR(platform_device);
	}
	return 0;
}

static void __exit yuvcard_exit(void)
{
	platform_device_unregister(platform_device);
	platform_driver_unregister(&platform_driver);
}

module_init(yuvcard_init);
module_exit(yuvcard_exit);

MODULE_DESCRIPTION("A graphics card in memory whose layer takes YUV");
MODULE_LICENSE("Dual MIT/GPL");
