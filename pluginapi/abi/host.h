/* SPDX-License-Identifier: MIT */
/*
 * What a plugin may ask of the host. One StHost a library, valid from stellatune_plugin_entry() until
 * shutdown() has returned. All functions may be called from any thread of the plugin, but none from a
 * [real-time] call except log(), which drops lines rather than wait.
 */
#ifndef STELLATUNE_PLUGINAPI_HOST_H
#define STELLATUNE_PLUGINAPI_HOST_H

#include "status.h"
#include "string.h"

#define ST_LOG_DEBUG 0
#define ST_LOG_INFO 1
#define ST_LOG_WARNING 2
#define ST_LOG_ERROR 3

/* A request to the player. scope and command name it, such as "player" and "pause"; request_id is the
 * plugin's own and comes back in events; fields is a JSON object, or empty. */
typedef struct StControlRequest {
    uint32_t struct_size;
    uint32_t reserved;
    StString scope;
    StString command;
    StString request_id;
    StString fields;
} StControlRequest;

typedef struct StHost {
    uint32_t struct_size;
    uint32_t api_version; /* STELLATUNE_PLUGIN_API_VERSION of the host */
    void* context;        /* first argument of each function */

    /* [any] One line, without a newline, shown under the plugin's name. level is ST_LOG_... */
    void (*log)(void* context, int32_t level, StString line);

    /* [any] Writes the host's version, such as "1.4.0". */
    int32_t (*version)(void* context, const StWriter* out_version);

    /* [any] Writes the absolute path of a folder that belongs to this plugin alone, exists, and outlives
     * updates. */
    int32_t (*data_folder)(void* context, const StWriter* out_path);

    /* [any] Writes the absolute path of the folder with the side files of the plugin's package, which is only
     * to be read and changes with each update. ST_ERR_NOT_FOUND when the plugin came as a bare library. */
    int32_t (*package_folder)(void* context, const StWriter* out_path);

    /*
     * [any] Takes the oldest waiting event and writes it as a JSON object with the keys "topic" and
     * "payload". ST_ERR_NOT_FOUND when none waits. Topics: player.tick, player.event, library.event,
     * host.control.result, host.control.finished. 512 events wait at most; then the oldest goes, and the next
     * event carries the key "dropped" with their number.
     */
    int32_t (*poll_host_event)(void* context, const StWriter* out_event);

    /*
     * [any] Asks the player for something and waits for the real answer, a JSON object, for at most two
     * seconds. ST_ERR_NO_HANDLER: nobody answers that command. ST_ERR_TIMED_OUT: no answer in time; it may
     * still come as host.control.result. ST_ERR_DROPPED: given up, as at shutdown. Anything else is the
     * handler's own error, and out_answer then receives {"message": "..."}. Never to be called from
     * [real-time] functions.
     */
    int32_t (*send_control)(void* context, const StControlRequest* request, const StWriter* out_answer);
} StHost;

#endif
