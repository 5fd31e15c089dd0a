#include "file_sink.h"

#include "stellatune_plugin_info.h"

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, stellatune::sdk::sink<stellatune::filesink::FileSink>());
