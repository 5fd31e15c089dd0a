/* SPDX-License-Identifier: MIT */
/*
 * Bytes, read synchronously. The host hands one to each decoder; a source plugin makes them. A stream belongs
 * to the thread that opens the decoder; only interrupt() may come from elsewhere.
 */
#ifndef STELLATUNE_PLUGINAPI_STREAM_H
#define STELLATUNE_PLUGINAPI_STREAM_H

#include "status.h"

#define ST_SIZE_UNKNOWN UINT64_MAX

typedef struct StStreamFunctions {
    uint32_t struct_size;
    uint32_t reserved;

    /* [owner] Reads 1 to size bytes; *out_read is 0 at the end of the stream only. May wait for a network;
     * ST_ERR_CANCELLED once interrupted. */
    int32_t (*read)(void* handle, void* buffer, uint64_t size, uint64_t* out_read);

    /* [owner] Nullable: the stream can only be read forwards. offset counts bytes from the start; beyond the end is
     * the end. After a failure the position is as before. */
    int32_t (*seek)(void* handle, uint64_t offset);

    /* [owner] The offset of the next byte read. */
    int32_t (*tell)(void* handle, uint64_t* out_offset);

    /* [owner] Bytes in all, or ST_SIZE_UNKNOWN. */
    int32_t (*size)(void* handle, uint64_t* out_size);

    /* [any] Makes a waiting read() or seek() return ST_ERR_CANCELLED soon, and every later one at once; tell() and
     * size() go on answering. For good. Never waits. */
    void (*interrupt)(void* handle);
} StStreamFunctions;

typedef struct StStream {
    void* handle;
    const StStreamFunctions* functions;
} StStream;

#endif
