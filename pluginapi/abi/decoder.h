/* SPDX-License-Identifier: MIT */
/*
 * Decoders turn a stream of bytes into interleaved 32-bit float frames in [-1, 1], at one rate and one number
 * of channels for the whole stream.
 */
#ifndef STELLATUNE_PLUGINAPI_DECODER_H
#define STELLATUNE_PLUGINAPI_DECODER_H

#include "instance.h"
#include "stream.h"

#define ST_FRAMES_UNKNOWN UINT64_MAX

/* Speakers, as in the channel mask of WAVE_FORMAT_EXTENSIBLE; frames hold the speakers of a mask in ascending
 * order. A mask of 0 says: the usual speakers for that number of channels. */
#define ST_SPEAKER_FRONT_LEFT 0x1u
#define ST_SPEAKER_FRONT_RIGHT 0x2u
#define ST_SPEAKER_FRONT_CENTER 0x4u
#define ST_SPEAKER_LOW_FREQUENCY 0x8u
#define ST_SPEAKER_BACK_LEFT 0x10u
#define ST_SPEAKER_BACK_RIGHT 0x20u
#define ST_SPEAKER_BACK_CENTER 0x100u
#define ST_SPEAKER_SIDE_LEFT 0x200u
#define ST_SPEAKER_SIDE_RIGHT 0x400u

/* StDecoderInfo.flags. LOSSLESS: read() after seek() gives bit for bit what reading from the start gives.
 * FLOAT: bits_per_sample counts floating point samples. GENERATED: the music is computed, as from tracker
 * modules. */
#define ST_DECODER_LOSSLESS 0x1u
#define ST_DECODER_FLOAT 0x2u
#define ST_DECODER_GENERATED 0x4u

/* Which files a type wants. */
typedef struct StDecoderScore {
    StString extension; /* lower case, no dot; "*" for every file */
    uint32_t score;     /* higher is asked earlier; 50 is usual, 100 for the codec's own library */
    uint32_t reserved;
} StDecoderScore;

typedef struct StDecoderOpenArguments {
    uint32_t struct_size;
    uint32_t subsong;   /* 0 for the first; below StDecoderInfo.subsongs */
    StString path;      /* for messages; the file itself comes through the stream. May be a URL or empty. */
    StString extension; /* lower case, no dot; may be empty */
    StStream stream;    /* at offset 0; valid until the instance is destroyed, and not closed by it */
} StDecoderOpenArguments;

typedef struct StDecoderInfo {
    uint32_t struct_size;
    uint32_t sample_rate;     /* Hz, 8,000 to 192,000 */
    uint32_t channels;        /* 1 to 8 */
    uint32_t channel_mask;    /* ST_SPEAKER_..., or 0 */
    uint64_t frames;          /* that read() delivers from the start, delay and padding included, or
                                 ST_FRAMES_UNKNOWN */
    uint32_t encoder_delay;   /* frames at the start that the host takes off; 0 when the decoder did */
    uint32_t encoder_padding; /* frames at the end that the host takes off; 0 when the decoder did */
    uint32_t bits_per_sample; /* that carry signal in the stored samples; 0 for lossy codecs */
    uint32_t flags;           /* ST_DECODER_... */
    uint32_t subsongs;        /* pieces in this file, at least 1 */
    uint32_t reserved;
} StDecoderInfo;

typedef struct StDecoderFunctions {
    uint32_t struct_size;
    uint32_t reserved;
    const StInstanceFunctions* instance;

    /* [owner] Once, before anything below. ST_ERR_CORRUPT or ST_ERR_UNSUPPORTED let the next decoder try. May
     * wait for the stream. */
    int32_t (*open)(void* handle, const StDecoderOpenArguments* arguments);

    /* [owner] The host sets out_info->struct_size. Does not change while the stream is open. */
    int32_t (*info)(void* handle, StDecoderInfo* out_info);

    /* [owner] Nullable. Writes a JSON object with what is known of: "codec" (as people write it, "AAC"),
     * "title", "artist", "album", "album_artist", "genre", "date", "track", "disc", "comment", "bit_rate"
     * (bit/s), "replaygain_track_gain", "replaygain_album_gain" (dB), "replaygain_track_peak",
     * "replaygain_album_peak", "subsong_names" (array). */
    int32_t (*metadata)(void* handle, const StWriter* out_metadata);

    /*
     * [owner] Fills interleaved from its front; it has room for frames times channels. At the end *out_end is 1,
     * with or without frames; otherwise at least one frame is delivered. Steps over damage where the codec can; an
     * error means that nothing more can be read, and what was written into interleaved does not count.
     * ST_ERR_CANCELLED when the stream was interrupted. Allocates nothing in the steady state. Waits for nothing
     * but the stream.
     */
    int32_t (*read)(void* handle, float* interleaved, uint32_t frames, uint32_t* out_frames,
                    uint32_t* out_end);

    /* [owner] Nullable: the host opens the file anew and reads forwards. The next read() starts at *out_frame, at
     * or before the asked frame; the host drops what lies between. Frames count as in StDecoderInfo.frames. A
     * lossy codec has decoded enough before that the jump is not heard; nothing read earlier changes what follows.
     * Beyond the end is the end. After a failure the position is not known: the host seeks again or gives up. */
    int32_t (*seek)(void* handle, uint64_t frame, uint64_t* out_frame);
} StDecoderFunctions;

typedef struct StDecoder {
    void* handle;
    const StDecoderFunctions* functions;
} StDecoder;

typedef struct StDecoderType {
    uint32_t struct_size;
    uint32_t score_count;
    const StDecoderScore* scores; /* score_count of them; nullable when 0: every file, with score 0 */

    /* [owner] Makes an instance that is not open yet. On failure nothing is made and out_error receives the
     * words. config is a JSON object, or empty for the defaults. */
    int32_t (*create)(StString config, StDecoder* out_decoder, const StWriter* out_error);
} StDecoderType;

#endif
