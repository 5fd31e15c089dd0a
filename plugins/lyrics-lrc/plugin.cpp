#include "lrc_provider.h"

#include "stellatune_plugin_info.h"

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, stellatune::sdk::lyrics<stellatune::lrc::LrcProvider>());
