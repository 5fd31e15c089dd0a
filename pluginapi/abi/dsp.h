/* SPDX-License-Identifier: MIT */
/*
 * DSP nodes change interleaved 32-bit float frames in place.
 */
#ifndef STELLATUNE_PLUGINAPI_DSP_H
#define STELLATUNE_PLUGINAPI_DSP_H

#include "instance.h"

#define ST_TAIL_ENDLESS UINT64_MAX

typedef struct StDspFormat {
    uint32_t struct_size;
    uint32_t sample_rate;  /* Hz, 8,000 to 192,000 */
    uint32_t channels;     /* of the input, 1 to 8 */
    uint32_t channel_mask; /* ST_SPEAKER_... of decoder.h, or 0 for the usual speakers */
    uint32_t max_frames;   /* process() is never handed more */
    uint32_t reserved;
} StDspFormat;

typedef struct StDspInfo {
    uint32_t struct_size;
    uint32_t output_channels; /* 1 to 8; constant for an instance */
    uint32_t output_mask;     /* ST_SPEAKER_..., or 0 */
    uint32_t reserved;
    uint64_t latency; /* frames by which the output lies behind the input */
    uint64_t tail; /* frames that still sound after the input ended, beyond the latency, or ST_TAIL_ENDLESS */
} StDspInfo;

typedef struct StDspFunctions {
    uint32_t struct_size;
    uint32_t reserved;
    const StInstanceFunctions* instance;

    /* [owner] The host sets out_info->struct_size, and asks again after apply_config(). */
    int32_t (*info)(void* handle, StDspInfo* out_info);

    /*
     * [real-time] Reads frames * channels samples from interleaved and overwrites them with
     * frames * output_channels; there is room for frames times the larger of the two. frames is 0 to max_frames.
     * After the end of the music the host hands in silence for as long as latency and tail say. Samples may exceed
     * [-1, 1]. After a failure the host takes the block as it was before the call, and may leave the node out.
     */
    int32_t (*process)(void* handle, float* interleaved, uint32_t frames);

    /* [real-time] Forgets the past: what comes next has nothing to do with what came before, as after a seek.
     */
    int32_t (*reset)(void* handle);
} StDspFunctions;

typedef struct StDsp {
    void* handle;
    const StDspFunctions* functions;
} StDsp;

typedef struct StDspType {
    uint32_t struct_size;
    uint32_t reserved;

    /* [any] Nullable: every format. ST_OK or ST_ERR_UNSUPPORTED; max_frames does not matter. */
    int32_t (*supports)(const StDspFormat* format);

    /* [owner] On failure nothing is made and out_error receives the words. config is a JSON object, or empty
     * for the defaults. */
    int32_t (*create)(const StDspFormat* format, StString config, StDsp* out_dsp, const StWriter* out_error);
} StDspType;

#endif
