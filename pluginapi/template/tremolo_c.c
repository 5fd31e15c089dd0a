/* SPDX-License-Identifier: MIT */
/* Lets the loudness swing: tremolo.cpp once more, in C and without the SDK. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pluginapi/abi/module.h>

#include "json_numbers.h"
#include "stellatune_plugin_info.h"

#define TWO_PI 6.283185307179586

/* A string literal as the interface wants it. */
#define TEXT(literal)                                                                                        \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

typedef struct Parameters {
    double rate;  /* Hz */
    double depth; /* percent */
} Parameters;

typedef struct Tremolo {
    uint32_t sampleRate;
    uint32_t channels;
    uint32_t channelMask;
    double phase; /* radians */
    double step;  /* radians a frame */
    double depth; /* 0 to 1 */
    double wantedDepth;
    const char* error; /* of the last failed call, or null */
} Tremolo;

static int32_t writeText(const StWriter* writer, const char* text)
{
    return writer->write(writer->context, text, strlen(text));
}

/* Returns null, or what is wrong. */
static const char* readParameters(StString config, Parameters* out)
{
    Parameters read = {5.0, 50.0};
    const int rate = jsonNumber(config, "rate", &read.rate);
    const int depth = jsonNumber(config, "depth", &read.depth);
    if (rate == JSON_NUMBER_NO_JSON) {
        return "The configuration must be a JSON object.";
    }
    if (rate == JSON_NUMBER_NOT_ONE || read.rate < 0.1 || read.rate > 20.0) {
        return "\"rate\" must be a number from 0.1 to 20.";
    }
    if (depth == JSON_NUMBER_NOT_ONE || read.depth < 0.0 || read.depth > 100.0) {
        return "\"depth\" must be a number from 0 to 100.";
    }
    *out = read;
    return NULL;
}

static void setParameters(Tremolo* tremolo, Parameters parameters)
{
    tremolo->step = TWO_PI * parameters.rate / tremolo->sampleRate;
    tremolo->wantedDepth = parameters.depth / 100.0;
}

static int32_t fail(Tremolo* tremolo, int32_t status, const char* words)
{
    tremolo->error = words;
    return status;
}

/* ---- what every instance can do ---------------------------------------------------------------------------------- */

static void destroy(void* handle)
{
    free(handle);
}

static int32_t lastError(void* handle, const StWriter* outText)
{
    const Tremolo* tremolo = handle;
    return tremolo->error != NULL ? writeText(outText, tremolo->error) : ST_OK;
}

static int32_t planConfig(void* handle, StString config, uint32_t* outPlan, const StWriter* outReason)
{
    Parameters ignored;
    const char* problem = readParameters(config, &ignored);
    (void)handle;
    *outPlan = problem != NULL ? ST_PLAN_REJECT : ST_PLAN_HOT_APPLY;
    return problem != NULL ? writeText(outReason, problem) : ST_OK;
}

/* The thread that calls process() calls this too, between two blocks, so nothing needs a lock. */
static int32_t applyConfig(void* handle, StString config)
{
    Tremolo* tremolo = handle;
    Parameters parameters;
    const char* problem = readParameters(config, &parameters);
    if (problem != NULL) {
        return fail(tremolo, ST_ERR_CONFIG, problem);
    }
    setParameters(tremolo, parameters);
    return ST_OK;
}

/* In millionths of a turn, an integer, because printf() writes fractions the way the listener's language
 * does. */
static int32_t exportState(void* handle, const StWriter* outState)
{
    const Tremolo* tremolo = handle;
    char text[64];
    snprintf(text, sizeof text, "{\"phase\": %ld}", lround(tremolo->phase / TWO_PI * 1e6));
    return writeText(outState, text);
}

static int32_t importState(void* handle, StString state)
{
    Tremolo* tremolo = handle;
    double phase = 0.0;
    if (jsonNumber(state, "phase", &phase) > JSON_NUMBER_ABSENT) {
        return fail(tremolo, ST_ERR_INVALID_ARGUMENT, "The state holds no phase.");
    }
    tremolo->phase = fmod(phase / 1e6, 1.0) * TWO_PI;
    return ST_OK;
}

/* ---- what a DSP node can do -------------------------------------------------------------------------------------- */

/* Fields may be appended to a structure later, so it is enough that those below are there. */
static int32_t info(void* handle, StDspInfo* outInfo)
{
    Tremolo* tremolo = handle;
    if (outInfo->struct_size < offsetof(StDspInfo, tail) + sizeof outInfo->tail) {
        return fail(tremolo, ST_ERR_INVALID_ARGUMENT, "StDspInfo is too short.");
    }
    outInfo->output_channels = tremolo->channels;
    outInfo->output_mask = tremolo->channelMask;
    outInfo->reserved = 0;
    outInfo->latency = 0;
    outInfo->tail = 0;
    return ST_OK;
}

static int32_t process(void* handle, float* interleaved, uint32_t frames)
{
    Tremolo* tremolo = handle;
    /* A sudden change of the depth would click; it gets there within about 20 ms. */
    const double approach = 1.0 / (0.005 * tremolo->sampleRate);
    float* sample = interleaved;
    uint32_t frame;
    uint32_t channel;
    for (frame = 0; frame < frames; ++frame) {
        float gain;
        tremolo->depth += (tremolo->wantedDepth - tremolo->depth) * approach;
        gain = (float)(1.0 - tremolo->depth * (0.5 - 0.5 * cos(tremolo->phase)));
        tremolo->phase = fmod(tremolo->phase + tremolo->step, TWO_PI);
        for (channel = 0; channel < tremolo->channels; ++channel) {
            *sample++ *= gain;
        }
    }
    return ST_OK;
}

static int32_t reset(void* handle)
{
    Tremolo* tremolo = handle;
    tremolo->phase = 0.0;
    return ST_OK;
}

static const StInstanceFunctions instanceFunctions = {
    sizeof(StInstanceFunctions), 0, destroy, lastError, planConfig, applyConfig, exportState, importState,
};

static const StDspFunctions dspFunctions = {
    sizeof(StDspFunctions), 0, &instanceFunctions, info, process, reset,
};

/* ---- how it is made ---------------------------------------------------------------------------------------------- */

static int32_t create(const StDspFormat* format, StString config, StDsp* outDsp, const StWriter* outError)
{
    Parameters parameters;
    Tremolo* tremolo;
    const char* problem = readParameters(config, &parameters);
    if (problem != NULL) {
        writeText(outError, problem);
        return ST_ERR_CONFIG;
    }
    if (format->sample_rate == 0) {
        writeText(outError, "A sample rate of 0 is not possible.");
        return ST_ERR_UNSUPPORTED;
    }
    tremolo = calloc(1, sizeof *tremolo);
    if (tremolo == NULL) {
        return ST_ERR_NO_MEMORY;
    }
    tremolo->sampleRate = format->sample_rate;
    tremolo->channels = format->channels;
    tremolo->channelMask = format->channel_mask;
    setParameters(tremolo, parameters);
    tremolo->depth = tremolo->wantedDepth;
    outDsp->handle = tremolo;
    outDsp->functions = &dspFunctions;
    return ST_OK;
}

/* Null for supports(): every format. */
static const StDspType tremoloType = {sizeof(StDspType), 0, NULL, create};

#define SCHEMA                                                                                               \
    "{\"type\": \"object\", \"properties\": {"                                                               \
    "\"rate\": {\"type\": \"number\", \"title\": \"Rate\", \"x-unit\": \"Hz\", \"x-order\": 1,"              \
    " \"minimum\": 0.1, \"maximum\": 20, \"multipleOf\": 0.1, \"default\": 5},"                              \
    "\"depth\": {\"type\": \"number\", \"title\": \"Depth\", \"x-unit\": \"%\", \"x-order\": 2,"             \
    " \"minimum\": 0, \"maximum\": 100, \"multipleOf\": 1, \"default\": 50}}}"

static const StCapability tremolo = {
    sizeof(StCapability), ST_CAPABILITY_DSP, TEXT("tremolo"),
    TEXT("Tremolo"),      TEXT(SCHEMA),      TEXT("{\"rate\": 5, \"depth\": 50}"),
    &tremoloType,
};

static const StCapability* const capabilities[] = {&tremolo};

static const StModule module = {
    sizeof(StModule),
    STELLATUNE_PLUGIN_API_VERSION,
    TEXT(ST_PLUGIN_ID),
    TEXT(ST_PLUGIN_NAME),
    TEXT(ST_PLUGIN_VERSION),
    TEXT(ST_PLUGIN_AUTHOR),
    TEXT(ST_PLUGIN_LICENSE),
    TEXT(ST_PLUGIN_DESCRIPTION),
    TEXT(ST_PLUGIN_HOMEPAGE),
    sizeof capabilities / sizeof *capabilities,
    0,
    capabilities,
    NULL, /* no shutdown(): nothing outlives the instances */
};

const StModule* stellatune_plugin_entry(const StHost* host)
{
    return host->api_version == STELLATUNE_PLUGIN_API_VERSION ? &module : NULL;
}
