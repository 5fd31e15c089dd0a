/*
 * Prints every structure, field and constant of the plugin interface as the compiler lays it out. Built as C
 * and as C++; check_layout.cmake compares what both print with the golden file. With the argument "types" the
 * C++ program prints the types of the fields, so that a changed argument of a function does not go unnoticed.
 */
#include <pluginapi/abi/module.h>

#include "layout_printer.h"

static void printStatus(void)
{
    SIGNED(ST_OK);
    SIGNED(ST_ERR_INVALID_ARGUMENT);
    SIGNED(ST_ERR_UNSUPPORTED);
    SIGNED(ST_ERR_NOT_FOUND);
    SIGNED(ST_ERR_IO);
    SIGNED(ST_ERR_CORRUPT);
    SIGNED(ST_ERR_CONFIG);
    SIGNED(ST_ERR_STATE);
    SIGNED(ST_ERR_BUSY);
    SIGNED(ST_ERR_CANCELLED);
    SIGNED(ST_ERR_TIMED_OUT);
    SIGNED(ST_ERR_NO_MEMORY);
    SIGNED(ST_ERR_NO_SPACE);
    SIGNED(ST_ERR_PERMISSION);
    SIGNED(ST_ERR_DEVICE_LOST);
    SIGNED(ST_ERR_EXCEPTION);
    SIGNED(ST_ERR_INTERNAL);
    SIGNED(ST_ERR_WRONG_THREAD);
    SIGNED(ST_ERR_NO_HANDLER);
    SIGNED(ST_ERR_DROPPED);
}

static void printString(void)
{
    STRUCT(StString);
    FIELD(StString, data);
    FIELD(StString, size);
    STRUCT(StWriter);
    FIELD(StWriter, context);
    FIELD(StWriter, write);
}

static void printStream(void)
{
    UNSIGNED(ST_SIZE_UNKNOWN);
    STRUCT(StStreamFunctions);
    FIELD(StStreamFunctions, struct_size);
    FIELD(StStreamFunctions, reserved);
    FIELD(StStreamFunctions, read);
    FIELD(StStreamFunctions, seek);
    FIELD(StStreamFunctions, tell);
    FIELD(StStreamFunctions, size);
    FIELD(StStreamFunctions, interrupt);
    STRUCT(StStream);
    FIELD(StStream, handle);
    FIELD(StStream, functions);
}

static void printOperation(void)
{
    UNSIGNED(ST_OPERATION_PENDING);
    UNSIGNED(ST_OPERATION_READY);
    UNSIGNED(ST_OPERATION_CANCELLED);
    UNSIGNED(ST_OPERATION_FAILED);
    STRUCT(StNotifier);
    FIELD(StNotifier, context);
    FIELD(StNotifier, notify);
    STRUCT(StOperationFunctions);
    FIELD(StOperationFunctions, struct_size);
    FIELD(StOperationFunctions, reserved);
    FIELD(StOperationFunctions, poll);
    FIELD(StOperationFunctions, wait);
    FIELD(StOperationFunctions, cancel);
    FIELD(StOperationFunctions, take_text);
    FIELD(StOperationFunctions, take_stream);
    FIELD(StOperationFunctions, last_error);
    FIELD(StOperationFunctions, destroy);
    STRUCT(StOperation);
    FIELD(StOperation, handle);
    FIELD(StOperation, functions);
}

static void printInstance(void)
{
    UNSIGNED(ST_PLAN_HOT_APPLY);
    UNSIGNED(ST_PLAN_RECREATE);
    UNSIGNED(ST_PLAN_REJECT);
    STRUCT(StInstanceFunctions);
    FIELD(StInstanceFunctions, struct_size);
    FIELD(StInstanceFunctions, reserved);
    FIELD(StInstanceFunctions, destroy);
    FIELD(StInstanceFunctions, last_error);
    FIELD(StInstanceFunctions, plan_config);
    FIELD(StInstanceFunctions, apply_config);
    FIELD(StInstanceFunctions, export_state);
    FIELD(StInstanceFunctions, import_state);
}

static void printHost(void)
{
    SIGNED(ST_LOG_DEBUG);
    SIGNED(ST_LOG_INFO);
    SIGNED(ST_LOG_WARNING);
    SIGNED(ST_LOG_ERROR);
    STRUCT(StControlRequest);
    FIELD(StControlRequest, struct_size);
    FIELD(StControlRequest, reserved);
    FIELD(StControlRequest, scope);
    FIELD(StControlRequest, command);
    FIELD(StControlRequest, request_id);
    FIELD(StControlRequest, fields);
    STRUCT(StHost);
    FIELD(StHost, struct_size);
    FIELD(StHost, api_version);
    FIELD(StHost, context);
    FIELD(StHost, log);
    FIELD(StHost, version);
    FIELD(StHost, data_folder);
    FIELD(StHost, package_folder);
    FIELD(StHost, poll_host_event);
    FIELD(StHost, send_control);
}

static void printDecoder(void)
{
    UNSIGNED(ST_FRAMES_UNKNOWN);
    UNSIGNED(ST_SPEAKER_FRONT_LEFT);
    UNSIGNED(ST_SPEAKER_FRONT_RIGHT);
    UNSIGNED(ST_SPEAKER_FRONT_CENTER);
    UNSIGNED(ST_SPEAKER_LOW_FREQUENCY);
    UNSIGNED(ST_SPEAKER_BACK_LEFT);
    UNSIGNED(ST_SPEAKER_BACK_RIGHT);
    UNSIGNED(ST_SPEAKER_BACK_CENTER);
    UNSIGNED(ST_SPEAKER_SIDE_LEFT);
    UNSIGNED(ST_SPEAKER_SIDE_RIGHT);
    UNSIGNED(ST_DECODER_LOSSLESS);
    UNSIGNED(ST_DECODER_FLOAT);
    UNSIGNED(ST_DECODER_GENERATED);
    STRUCT(StDecoderScore);
    FIELD(StDecoderScore, extension);
    FIELD(StDecoderScore, score);
    FIELD(StDecoderScore, reserved);
    STRUCT(StDecoderOpenArguments);
    FIELD(StDecoderOpenArguments, struct_size);
    FIELD(StDecoderOpenArguments, subsong);
    FIELD(StDecoderOpenArguments, path);
    FIELD(StDecoderOpenArguments, extension);
    FIELD(StDecoderOpenArguments, stream);
    STRUCT(StDecoderInfo);
    FIELD(StDecoderInfo, struct_size);
    FIELD(StDecoderInfo, sample_rate);
    FIELD(StDecoderInfo, channels);
    FIELD(StDecoderInfo, channel_mask);
    FIELD(StDecoderInfo, frames);
    FIELD(StDecoderInfo, encoder_delay);
    FIELD(StDecoderInfo, encoder_padding);
    FIELD(StDecoderInfo, bits_per_sample);
    FIELD(StDecoderInfo, flags);
    FIELD(StDecoderInfo, subsongs);
    FIELD(StDecoderInfo, reserved);
    STRUCT(StDecoderFunctions);
    FIELD(StDecoderFunctions, struct_size);
    FIELD(StDecoderFunctions, reserved);
    FIELD(StDecoderFunctions, instance);
    FIELD(StDecoderFunctions, open);
    FIELD(StDecoderFunctions, info);
    FIELD(StDecoderFunctions, metadata);
    FIELD(StDecoderFunctions, read);
    FIELD(StDecoderFunctions, seek);
    STRUCT(StDecoder);
    FIELD(StDecoder, handle);
    FIELD(StDecoder, functions);
    STRUCT(StDecoderType);
    FIELD(StDecoderType, struct_size);
    FIELD(StDecoderType, score_count);
    FIELD(StDecoderType, scores);
    FIELD(StDecoderType, create);
}

static void printDsp(void)
{
    UNSIGNED(ST_TAIL_ENDLESS);
    STRUCT(StDspFormat);
    FIELD(StDspFormat, struct_size);
    FIELD(StDspFormat, sample_rate);
    FIELD(StDspFormat, channels);
    FIELD(StDspFormat, channel_mask);
    FIELD(StDspFormat, max_frames);
    FIELD(StDspFormat, reserved);
    STRUCT(StDspInfo);
    FIELD(StDspInfo, struct_size);
    FIELD(StDspInfo, output_channels);
    FIELD(StDspInfo, output_mask);
    FIELD(StDspInfo, reserved);
    FIELD(StDspInfo, latency);
    FIELD(StDspInfo, tail);
    STRUCT(StDspFunctions);
    FIELD(StDspFunctions, struct_size);
    FIELD(StDspFunctions, reserved);
    FIELD(StDspFunctions, instance);
    FIELD(StDspFunctions, info);
    FIELD(StDspFunctions, process);
    FIELD(StDspFunctions, reset);
    STRUCT(StDsp);
    FIELD(StDsp, handle);
    FIELD(StDsp, functions);
    STRUCT(StDspType);
    FIELD(StDspType, struct_size);
    FIELD(StDspType, reserved);
    FIELD(StDspType, supports);
    FIELD(StDspType, create);
}

static void printSource(void)
{
    STRUCT(StSourceFunctions);
    FIELD(StSourceFunctions, struct_size);
    FIELD(StSourceFunctions, reserved);
    FIELD(StSourceFunctions, instance);
    FIELD(StSourceFunctions, begin_list);
    FIELD(StSourceFunctions, begin_open_stream);
    FIELD(StSourceFunctions, close_stream);
    STRUCT(StSource);
    FIELD(StSource, handle);
    FIELD(StSource, functions);
    STRUCT(StSourceType);
    FIELD(StSourceType, struct_size);
    FIELD(StSourceType, reserved);
    FIELD(StSourceType, create);
}

static void printLyrics(void)
{
    STRUCT(StLyricsQuery);
    FIELD(StLyricsQuery, struct_size);
    FIELD(StLyricsQuery, reserved);
    FIELD(StLyricsQuery, path);
    FIELD(StLyricsQuery, title);
    FIELD(StLyricsQuery, artist);
    FIELD(StLyricsQuery, album);
    FIELD(StLyricsQuery, duration_ms);
    STRUCT(StLyricsFunctions);
    FIELD(StLyricsFunctions, struct_size);
    FIELD(StLyricsFunctions, reserved);
    FIELD(StLyricsFunctions, instance);
    FIELD(StLyricsFunctions, begin_search);
    FIELD(StLyricsFunctions, begin_fetch);
    STRUCT(StLyrics);
    FIELD(StLyrics, handle);
    FIELD(StLyrics, functions);
    STRUCT(StLyricsType);
    FIELD(StLyricsType, struct_size);
    FIELD(StLyricsType, reserved);
    FIELD(StLyricsType, create);
}

static void printOutput(void)
{
    UNSIGNED(ST_SINK_CLOSED);
    UNSIGNED(ST_SINK_OPEN);
    UNSIGNED(ST_SINK_PLAYING);
    UNSIGNED(ST_SINK_FAILED);
    STRUCT(StSinkFormat);
    FIELD(StSinkFormat, struct_size);
    FIELD(StSinkFormat, sample_rate);
    FIELD(StSinkFormat, channels);
    FIELD(StSinkFormat, channel_mask);
    FIELD(StSinkFormat, chunk_frames);
    FIELD(StSinkFormat, bits_per_sample);
    STRUCT(StSinkStatus);
    FIELD(StSinkStatus, struct_size);
    FIELD(StSinkStatus, state);
    FIELD(StSinkStatus, queued_frames);
    FIELD(StSinkStatus, latency_frames);
    FIELD(StSinkStatus, underruns);
    STRUCT(StSinkFunctions);
    FIELD(StSinkFunctions, struct_size);
    FIELD(StSinkFunctions, reserved);
    FIELD(StSinkFunctions, instance);
    FIELD(StSinkFunctions, list_targets);
    FIELD(StSinkFunctions, negotiate);
    FIELD(StSinkFunctions, open);
    FIELD(StSinkFunctions, begin_track);
    FIELD(StSinkFunctions, write);
    FIELD(StSinkFunctions, status);
    FIELD(StSinkFunctions, flush);
    FIELD(StSinkFunctions, reset);
    FIELD(StSinkFunctions, close);
    STRUCT(StSink);
    FIELD(StSink, handle);
    FIELD(StSink, functions);
    UNSIGNED(ST_SINK_STORES);
    STRUCT(StSinkType);
    FIELD(StSinkType, struct_size);
    FIELD(StSinkType, flags);
    FIELD(StSinkType, create);
}

static void printModule(void)
{
    UNSIGNED(STELLATUNE_PLUGIN_API_VERSION);
    UNSIGNED(ST_CAPABILITY_DECODER);
    UNSIGNED(ST_CAPABILITY_DSP);
    UNSIGNED(ST_CAPABILITY_SOURCE);
    UNSIGNED(ST_CAPABILITY_LYRICS);
    UNSIGNED(ST_CAPABILITY_OUTPUT);
    TEXT(STELLATUNE_PLUGIN_ENTRY_SYMBOL);
    STRUCT(StCapability);
    FIELD(StCapability, struct_size);
    FIELD(StCapability, kind);
    FIELD(StCapability, type_id);
    FIELD(StCapability, display_name);
    FIELD(StCapability, config_schema);
    FIELD(StCapability, default_config);
    FIELD(StCapability, type);
    STRUCT(StModule);
    FIELD(StModule, struct_size);
    FIELD(StModule, api_version);
    FIELD(StModule, id);
    FIELD(StModule, name);
    FIELD(StModule, version);
    FIELD(StModule, author);
    FIELD(StModule, license);
    FIELD(StModule, description);
    FIELD(StModule, homepage);
    FIELD(StModule, capability_count);
    FIELD(StModule, reserved);
    FIELD(StModule, capabilities);
    FIELD(StModule, shutdown);
    FUNCTION(StPluginEntry);
}

int main(int count, char** arguments)
{
    printsTypes = count > 1 && strcmp(arguments[1], "types") == 0;
    printStatus();
    printString();
    printStream();
    printOperation();
    printInstance();
    printHost();
    printDecoder();
    printDsp();
    printSource();
    printLyrics();
    printOutput();
    printModule();
    endStruct();
    return 0;
}
