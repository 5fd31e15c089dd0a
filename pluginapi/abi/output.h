/* SPDX-License-Identifier: MIT */
/*
 * Output sinks take interleaved 32-bit float frames somewhere: a device, a network, a file. All calls come from the
 * sink's own worker thread, so they may wait, but not without an end. list_targets(), negotiate() and status() may come
 * at any time; begin_track(), write(), flush() and reset() answer ST_ERR_STATE unless open, and open() when open.
 */
#ifndef STELLATUNE_PLUGINAPI_OUTPUT_H
#define STELLATUNE_PLUGINAPI_OUTPUT_H

#include "instance.h"

typedef struct StSinkFormat {
    uint32_t struct_size;
    uint32_t sample_rate;     /* Hz */
    uint32_t channels;        /* 1 to 8 */
    uint32_t channel_mask;    /* ST_SPEAKER_... of decoder.h, or 0 for the usual speakers */
    uint32_t chunk_frames;    /* negotiate() answers with the frames it likes per write(); 0: any */
    uint32_t bits_per_sample; /* of the music before it became float; negotiate() answers with what survives.
                                 0: unknown */
} StSinkFormat;

/* StSinkStatus.state */
#define ST_SINK_CLOSED 0u
#define ST_SINK_OPEN 1u /* opened, nothing sounds */
#define ST_SINK_PLAYING 2u
#define ST_SINK_FAILED 3u /* write() fails from now on; close() and open() may help */

typedef struct StSinkStatus {
    uint32_t struct_size;
    uint32_t state;
    uint64_t queued_frames;  /* accepted and not yet heard, or not yet written to the file */
    uint64_t latency_frames; /* from the acceptance of a frame to its sound, beyond the queue */
    uint64_t underruns;      /* since open() */
} StSinkStatus;

typedef struct StSinkFunctions {
    uint32_t struct_size;
    uint32_t reserved;
    const StInstanceFunctions* instance;

    /* [owner] Writes a JSON array of objects with "id", "name" and "default" (a boolean, true for at most
     * one). */
    int32_t (*list_targets)(void* handle, const StWriter* out_targets);

    /* [owner] What the target (an id; empty for the default) takes that is nearest to what is wanted. The
     * host sets out_accepted->struct_size and then resamples and maps channels as needed. ST_ERR_NOT_FOUND:
     * no such target. */
    int32_t (*negotiate)(void* handle, StString target, const StSinkFormat* wanted,
                         StSinkFormat* out_accepted);

    /* [owner] Opens with a format that negotiate() answered. */
    int32_t (*open)(void* handle, StString target, const StSinkFormat* format);

    /* [owner] Nullable. The frames written from now on belong to this track: a JSON object as the metadata of
     * decoder.h, with "path" and "duration_ms". Comes after open() and at each change, on the exact frame. */
    int32_t (*begin_track)(void* handle, StString track);

    /* [owner] Takes frames from the front of interleaved and says how many; 0 means: full, try again later.
     * Waits at most about a chunk's length. ST_ERR_DEVICE_LOST, ST_ERR_NO_SPACE and other errors end the
     * session. */
    int32_t (*write)(void* handle, const float* interleaved, uint32_t frames, uint32_t* out_accepted);

    /* [owner] The host sets out_status->struct_size. Never waits. */
    int32_t (*status)(void* handle, StSinkStatus* out_status);

    /* [owner] Plays or stores everything that was accepted, then returns; waits at most as long as that
     * lasts. */
    int32_t (*flush)(void* handle);

    /* [owner] Throws away what was accepted and is not yet heard, as for a seek. A sink that stores what it
     * gets keeps it. */
    int32_t (*reset)(void* handle);

    /* [owner] Ends the session at once and frees the target; without effect when closed. */
    int32_t (*close)(void* handle);
} StSinkFunctions;

typedef struct StSink {
    void* handle;
    const StSinkFunctions* functions;
} StSink;

/* StSinkType.flags. STORES: what is written is kept, as in a file, and not heard. The listener's volume, mute
 * and fades are then not applied to it; effects and ReplayGain are, as they are set. Since 9.1; a host of 9.0
 * does not look. */
#define ST_SINK_STORES 1u

typedef struct StSinkType {
    uint32_t struct_size;
    uint32_t flags; /* ST_SINK_STORES, or 0 */

    /* [owner] Makes an instance that is closed. On failure nothing is made and out_error receives the words.
     * config is a JSON object, or empty for the defaults. */
    int32_t (*create)(StString config, StSink* out_sink, const StWriter* out_error);
} StSinkType;

#endif
