/* SPDX-License-Identifier: MIT */
/*
 * Sources offer music from elsewhere: they list items and open streams.
 */
#ifndef STELLATUNE_PLUGINAPI_SOURCE_H
#define STELLATUNE_PLUGINAPI_SOURCE_H

#include "instance.h"
#include "operation.h"

typedef struct StSourceFunctions {
    uint32_t struct_size;
    uint32_t reserved;
    const StInstanceFunctions* instance;

    /*
     * [owner] Begins to list. request is a JSON object: "folder" (an item's id, absent for the top), "query"
     * (words to search for, absent for all), "page" (what the last answer said under "next", absent for the
     * first). The result is a JSON object: "items", an array of objects with "id", "title", "kind" ("track"
     * or "folder") and, where known, "artist", "album", "duration_ms", "extension"; and "next" when there is
     * more. Never waits.
     */
    int32_t (*begin_list)(void* handle, StString request, StNotifier notifier, StOperation* out_operation);

    /* [owner] Begins to open the item with that id. The operation yields a stream. Never waits. */
    int32_t (*begin_open_stream)(void* handle, StString item_id, StNotifier notifier,
                                 StOperation* out_operation);

    /* [owner] Closes a stream that this instance opened and frees it. No read of it runs any more; the host
     * has called interrupt() and waited. Called exactly once a stream, before the instance is destroyed. */
    void (*close_stream)(void* handle, StStream stream);
} StSourceFunctions;

typedef struct StSource {
    void* handle;
    const StSourceFunctions* functions;
} StSource;

typedef struct StSourceType {
    uint32_t struct_size;
    uint32_t reserved;

    /* [owner] On failure nothing is made and out_error receives the words. config is a JSON object, or empty
     * for the defaults. */
    int32_t (*create)(StString config, StSource* out_source, const StWriter* out_error);
} StSourceType;

#endif
