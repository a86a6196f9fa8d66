#include <opus.h>

// opus_encoder_ctl is variadic; the requests are macros.
static inline int diascope_opus_set_packet_loss(OpusEncoder *encoder, int percent) {
    int code = opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(percent > 0));
    return code == OPUS_OK ? opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(percent)) : code;
}
