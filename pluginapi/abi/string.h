/* SPDX-License-Identifier: MIT */
/*
 * Text and bytes across the border. Nobody ever frees what the other side allocated: short input comes as a
 * view that lives as long as the call, output of any length goes through a writer that the other side hands
 * in.
 */
#ifndef STELLATUNE_PLUGINAPI_STRING_H
#define STELLATUNE_PLUGINAPI_STRING_H

#include <stdint.h>

/*
 * UTF-8, not terminated. data may be null when size is 0. As an argument it is valid during the call; inside
 * a module's tables as long as the library is loaded. Its layout is final.
 */
typedef struct StString {
    const char* data;
    uint64_t size; /* bytes */
} StString;

/*
 * Takes output. The receiver of a writer calls write() any number of times during the call that handed it
 * over, on the same thread, and never after. write() returns ST_OK, or an error that the caller passes on.
 * Its layout is final.
 */
typedef struct StWriter {
    void* context;
    int32_t (*write)(void* context, const void* data, uint64_t size);
} StWriter;

#endif
