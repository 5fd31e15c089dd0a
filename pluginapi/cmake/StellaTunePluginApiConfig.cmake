# find_package(StellaTunePluginApi): the target StellaTune::PluginApi and the function stellatune_add_plugin().
include("${CMAKE_CURRENT_LIST_DIR}/StellaTunePluginApiTargets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/StellaTunePlugin.cmake")
