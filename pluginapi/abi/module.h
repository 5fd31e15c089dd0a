/* SPDX-License-Identifier: MIT */
/*
 * What a plugin's library is: one exported function that returns a table of what the library offers. The
 * table and all it points to live as long as the library is loaded.
 */
#ifndef STELLATUNE_PLUGINAPI_MODULE_H
#define STELLATUNE_PLUGINAPI_MODULE_H

#include "decoder.h"
#include "dsp.h"
#include "host.h"
#include "lyrics.h"
#include "output.h"
#include "source.h"

#define STELLATUNE_PLUGIN_API_VERSION 9u

/* Other numbers below 64 are reserved for what later versions add; a host skips kinds that it does not know.
 * From 64 on they are free for private agreements between a plugin and a host. */
#define ST_CAPABILITY_DECODER 1u
#define ST_CAPABILITY_DSP 2u
#define ST_CAPABILITY_SOURCE 3u
#define ST_CAPABILITY_LYRICS 4u
#define ST_CAPABILITY_OUTPUT 5u

/* One type of instances that the library makes. */
typedef struct StCapability {
    uint32_t struct_size;
    uint32_t kind;    /* ST_CAPABILITY_... */
    StString type_id; /* unique within the library and kind, never translated or changed: [a-z0-9-]{1,64} */
    StString display_name;   /* for people */
    StString config_schema;  /* JSON Schema, the subset of CONFIGURATION.md; empty: nothing to configure */
    StString default_config; /* a JSON object that fits it; empty: {} */
    const void* type;        /* StDecoderType, StDspType, StSourceType, StLyricsType or StSinkType, by kind */
} StCapability;

typedef struct StModule {
    uint32_t struct_size;
    uint32_t api_version; /* STELLATUNE_PLUGIN_API_VERSION; a host refuses any other */
    StString id;          /* unique in the world, reversed domain: [a-z0-9.-]{3,128} */
    StString name;        /* for people */
    StString version;     /* semantic version, "1.2.3" */
    StString author;      /* may be empty, and so may those below */
    StString license;     /* SPDX */
    StString description; /* one sentence */
    StString homepage;    /* URL */
    uint32_t capability_count;
    uint32_t reserved;
    const StCapability* const* capabilities; /* capability_count pointers; nullable when 0 */

    /*
     * [module] Nullable. Called once, with no instance, stream or operation alive, before the library is unmapped;
     * ends and joins all threads that the library started and frees what it holds. A failure is logged and changes
     * nothing: the library is unmapped, and not called afterwards.
     */
    int32_t (*shutdown)(void);
} StModule;

#if defined(_WIN32)
#define ST_EXPORT __declspec(dllexport)
#else
#define ST_EXPORT __attribute__((visibility("default")))
#endif

/*
 * [module] The one symbol that a library exports. Called once after loading, before anything else. Starts
 * nothing, reads no files, returns soon. Null when the plugin cannot run here; it has then said why with
 * host->log().
 */
typedef const StModule* (*StPluginEntry)(const StHost* host);
#define STELLATUNE_PLUGIN_ENTRY_SYMBOL "stellatune_plugin_entry"

#ifdef __cplusplus
extern "C" {
#endif
ST_EXPORT const StModule* stellatune_plugin_entry(const StHost* host);
#ifdef __cplusplus
}
#endif

#endif
