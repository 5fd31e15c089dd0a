/* SPDX-License-Identifier: MIT */
/*
 * Work that takes its time: begun by a capability, watched and ended by the host, which alone keeps
 * deadlines. It starts pending and ends as ready, cancelled or failed, for good.
 *
 * The host waits for the notifier, takes the result, and destroys the operation. When its time is up it
 * cancels instead, and then waits for the end all the same, so an operation must heed cancel soon. Operations
 * of one instance may run side by side. The instance is not destroyed before its operations are.
 */
#ifndef STELLATUNE_PLUGINAPI_OPERATION_H
#define STELLATUNE_PLUGINAPI_OPERATION_H

#include "status.h"
#include "stream.h"
#include "string.h"

#define ST_OPERATION_PENDING 0u
#define ST_OPERATION_READY 1u
#define ST_OPERATION_CANCELLED 2u
#define ST_OPERATION_FAILED 3u

/*
 * Told by the plugin exactly once, from any thread, when the operation is no longer pending, be it ready, cancelled or
 * failed. It may come before the function that begins the operation returns; when that function fails there is no
 * operation, and it is never told. It does not wait and does not call back into the plugin. It is not told any more once
 * destroy() of the operation has returned.
 */
typedef struct StNotifier {
    void* context;
    void (*notify)(void* context);
} StNotifier;

typedef struct StOperationFunctions {
    uint32_t struct_size;
    uint32_t reserved;

    /* [any] ST_OPERATION_... at this moment. */
    int32_t (*poll)(void* handle, uint32_t* out_state);

    /* [any] Waits until it is no longer pending, at most timeout_ms milliseconds. ST_ERR_TIMED_OUT when it
     * is. */
    int32_t (*wait)(void* handle, uint32_t timeout_ms, uint32_t* out_state);

    /* [any] Asks it to end soon. Never waits. Without effect on an operation that has ended. */
    void (*cancel)(void* handle);

    /* [owner] Nullable for operations that yield a stream. Writes the result, JSON. ST_ERR_STATE when not
     * ready or already taken. */
    int32_t (*take_text)(void* handle, const StWriter* out_json);

    /* [owner] Nullable for operations that yield text. The stream is the host's until it gives it back to the
     * source's close_stream(). out_info receives a JSON object: "extension" (lower case, no dot), "title",
     * "artist", "album", "duration_ms", all optional. ST_ERR_STATE when not ready or already taken. */
    int32_t (*take_stream)(void* handle, StStream* out_stream, const StWriter* out_info);

    /* [owner] Why it failed, for the listener. */
    int32_t (*last_error)(void* handle, const StWriter* out_text);

    /* [owner] Ends the operation: cancels it when pending, waits until none of its code runs, closes a stream
     * nobody took, frees the handle. Called exactly once. */
    void (*destroy)(void* handle);
} StOperationFunctions;

typedef struct StOperation {
    void* handle;
    const StOperationFunctions* functions;
} StOperation;

#endif
