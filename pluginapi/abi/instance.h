/* SPDX-License-Identifier: MIT */
/*
 * What every instance can do, whatever its capability. Configurations are JSON objects that fit the schema of
 * the type; see CONFIGURATION.md. States are JSON objects of the plugin's own making.
 *
 * A new configuration goes: plan_config(), then
 *   ST_PLAN_HOT_APPLY  apply_config(); when it fails, the old configuration is still in force;
 *   ST_PLAN_RECREATE   a second instance is made with it, import_state() gets what export_state() of the
 *                      first gave, the second takes over at a safe boundary, the first is destroyed;
 *   ST_PLAN_REJECT     nothing changes and the reason is shown.
 */
#ifndef STELLATUNE_PLUGINAPI_INSTANCE_H
#define STELLATUNE_PLUGINAPI_INSTANCE_H

#include "status.h"
#include "string.h"

#define ST_PLAN_HOT_APPLY 1u
#define ST_PLAN_RECREATE 2u
#define ST_PLAN_REJECT 3u

typedef struct StInstanceFunctions {
    uint32_t struct_size;
    uint32_t reserved;

    /* [owner] Ends the instance and frees the handle, whatever state it is in. Called exactly once. */
    void (*destroy)(void* handle);

    /* [owner] Writes the words for the last failed call on this handle: one sentence that names the thing
     * and, where there is one, the remedy. Writes nothing when none failed. */
    int32_t (*last_error)(void* handle, const StWriter* out_text);

    /* [owner] Nullable: then every change is ST_PLAN_RECREATE. Changes nothing itself. Writes a reason for
     * ST_PLAN_REJECT. */
    int32_t (*plan_config)(void* handle, StString config, uint32_t* out_plan, const StWriter* out_reason);

    /* [owner] Nullable when plan_config is null. Takes effect at the next block at the latest. Comes between two
     * blocks of music, so it may allocate, but it waits for nothing and takes no longer than a block. */
    int32_t (*apply_config)(void* handle, StString config);

    /* [owner] Nullable, both or neither. Carried over at ST_PLAN_RECREATE and at an update of the plugin, so
     * import_state() gets the states of older versions too. When it refuses one, a change of configuration fails
     * and the instance before goes on; an update takes place without the state. */
    int32_t (*export_state)(void* handle, const StWriter* out_state);
    int32_t (*import_state)(void* handle, StString state);
} StInstanceFunctions;

#endif
