#include "pluginhost/lease/running_call.h"

namespace stellatune::detail {

constinit thread_local PluginInCharge t_pluginInCharge;
constinit thread_local WatchedThread* t_watchedThread = nullptr;

} // namespace stellatune::detail
