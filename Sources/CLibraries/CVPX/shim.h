#include <vpx/vp8cx.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>
#include <vpx/vpx_encoder.h>

// vpx_codec_dec_init is a macro that adds the ABI version.
static inline vpx_codec_err_t diascope_vpx_decoder_init(
    vpx_codec_ctx_t *context, vpx_codec_iface_t *codec, const vpx_codec_dec_cfg_t *configuration) {
    return vpx_codec_dec_init(context, codec, configuration, 0);
}

// vpx_codec_control is variadic.
static inline vpx_codec_err_t diascope_vpx_get_corrupted(vpx_codec_ctx_t *context, int *corrupted) {
    return vpx_codec_control(context, VP8D_GET_FRAME_CORRUPTED, corrupted);
}

// vpx_codec_enc_init is a macro that adds the ABI version.
static inline vpx_codec_err_t diascope_vpx_encoder_init(
    vpx_codec_ctx_t *context, vpx_codec_iface_t *codec, const vpx_codec_enc_cfg_t *configuration) {
    return vpx_codec_enc_init(context, codec, configuration, 0);
}

// vpx_codec_control is variadic.
static inline vpx_codec_err_t diascope_vpx_set_cpu_used(vpx_codec_ctx_t *context, int value) {
    return vpx_codec_control(context, VP8E_SET_CPUUSED, value);
}

// A packet's frame sits in an anonymous union.
static inline const void *diascope_vpx_packet_bytes(const vpx_codec_cx_pkt_t *packet) { return packet->data.frame.buf; }
static inline size_t diascope_vpx_packet_size(const vpx_codec_cx_pkt_t *packet) { return packet->data.frame.sz; }
static inline int diascope_vpx_packet_is_key_frame(const vpx_codec_cx_pkt_t *packet) {
    return (packet->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
}
