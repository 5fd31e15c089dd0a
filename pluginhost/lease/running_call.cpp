#include "pluginhost/lease/running_call.h"

namespace stellatune::detail {

constinit thread_local PluginInCharge t_pluginInCharge;

} // namespace stellatune::detail
