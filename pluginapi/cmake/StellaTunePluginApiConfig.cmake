# find_package(StellaTunePluginApi): the target StellaTune::PluginApi and the function stellatune_add_plugin().
include("${CMAKE_CURRENT_LIST_DIR}/StellaTunePluginApiTargets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/StellaTunePlugin.cmake")

# Comes with the player, not with the interface alone.
find_program(STELLATUNE_PLUGIN_CHECK stellatune-plugin-check)
