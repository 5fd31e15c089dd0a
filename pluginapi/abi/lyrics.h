/* SPDX-License-Identifier: MIT */
/*
 * Lyrics providers search for the words of a track and fetch them.
 */
#ifndef STELLATUNE_PLUGINAPI_LYRICS_H
#define STELLATUNE_PLUGINAPI_LYRICS_H

#include "instance.h"
#include "operation.h"

/* What is known of the track; unknown texts are empty. */
typedef struct StLyricsQuery {
    uint32_t struct_size;
    uint32_t reserved;
    StString path; /* of a local file */
    StString title;
    StString artist;
    StString album;
    uint64_t duration_ms; /* 0 when unknown */
} StLyricsQuery;

typedef struct StLyricsFunctions {
    uint32_t struct_size;
    uint32_t reserved;
    const StInstanceFunctions* instance;

    /* [owner] Begins to search; the query is copied. The result is a JSON object: "candidates", an array,
     * best first, of objects with "id", "title", "artist", "album", "synchronized" (a boolean), "source"
     * (where it is from, for people) and "score" (0 to 1). None found is an empty array. Never waits. */
    int32_t (*begin_search)(void* handle, const StLyricsQuery* query, StNotifier notifier,
                            StOperation* out_operation);

    /*
     * [owner] Begins to fetch a candidate by its id. The result is a JSON object:
     *   "lines"         an array in order of time of objects with "time_ms" (absent when not synchronized), "text", and
     *                   "words", an optional array of {"time_ms", "text"} within the line
     *   "synchronized"  a boolean
     *   "language"      where known
     * Never waits.
     */
    int32_t (*begin_fetch)(void* handle, StString candidate_id, StNotifier notifier,
                           StOperation* out_operation);
} StLyricsFunctions;

typedef struct StLyrics {
    void* handle;
    const StLyricsFunctions* functions;
} StLyrics;

typedef struct StLyricsType {
    uint32_t struct_size;
    uint32_t reserved;

    /* [owner] On failure nothing is made and out_error receives the words. config is a JSON object, or empty
     * for the defaults. */
    int32_t (*create)(StString config, StLyrics* out_lyrics, const StWriter* out_error);
} StLyricsType;

#endif
