/* SPDX-License-Identifier: MIT */
/*
 * What a call answers. Every function that can fail returns an int32_t: ST_OK or one of the negative codes
 * here. The words for the listener come from the instance's last_error(), or from the error writer where
 * there is no instance yet.
 *
 * All headers in this folder: C11, and C++17 or later. Fixed-width integers, no bool, enum or long in a
 * layout. A structure that may grow opens with struct_size, which its maker sets to sizeof; whoever reads it
 * must not touch a field that lies beyond it. Fields are only ever appended. Fields named reserved are zero.
 *
 * Threads. The comment of each function says who calls it:
 *   [owner]      the one thread that owns the instance. An instance may be made on one thread and moved once
 *                to the thread that keeps it; it is never called from two threads, at the same time or in
 *                turns.
 *   [real-time]  [owner], while music plays: no locks that a slow thread holds, no allocation, no waiting for
 *                files, sockets or other threads.
 *   [module]     the host's module thread, with no instance alive.
 *   [any]        any thread, also while another call runs.
 * "Nullable" says that a function pointer or an argument may be null; everything else never is.
 *
 * Failure. A function that fails has changed nothing that its comment does not name, and the instance can
 * still be called. What it hands out counts only with ST_OK. No exception and no longjmp crosses the border,
 * in either direction.
 */
#ifndef STELLATUNE_PLUGINAPI_STATUS_H
#define STELLATUNE_PLUGINAPI_STATUS_H

#include <stdint.h>

#define ST_OK 0
#define ST_ERR_INVALID_ARGUMENT (-1) /* what was handed over makes no sense */
#define ST_ERR_UNSUPPORTED (-2)      /* this cannot do that: a format, a layout, a seek */
#define ST_ERR_NOT_FOUND (-3)        /* no such file, target, item, event */
#define ST_ERR_IO (-4)               /* a file, socket or device failed */
#define ST_ERR_CORRUPT (-5)          /* the content is damaged or not what it claims to be */
#define ST_ERR_CONFIG (-6)           /* the configuration is not acceptable; the message names the key */
#define ST_ERR_STATE (-7)            /* not now: not opened, already open, already taken */
#define ST_ERR_BUSY (-8)             /* somebody else has it, or too many at once */
#define ST_ERR_CANCELLED (-9)        /* stopped because cancel or interrupt was called */
#define ST_ERR_TIMED_OUT (-10)       /* no answer within the time allowed */
#define ST_ERR_NO_MEMORY (-11)
#define ST_ERR_NO_SPACE (-12)     /* the disk is full */
#define ST_ERR_PERMISSION (-13)   /* the system forbids it */
#define ST_ERR_DEVICE_LOST (-14)  /* the output went away */
#define ST_ERR_EXCEPTION (-15)    /* the plugin's own code threw; reported by the SDK */
#define ST_ERR_INTERNAL (-16)     /* a fault of whoever reports it */
#define ST_ERR_WRONG_THREAD (-17) /* the host's: a call from a thread that does not own the instance */
#define ST_ERR_NO_HANDLER (-18)   /* the host's: nobody answers such a control request */
#define ST_ERR_DROPPED (-19)      /* the host's: the request was accepted, then given up */

#endif
