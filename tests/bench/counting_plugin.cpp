// CountingDsp as a plugin.
#include "counting_dsp.h"

#include <pluginapi/sdk/plugin.h>

#include "stellatune_plugin_info.h"

namespace stellatune::bench {

class CountingPlugin : public CountingDsp {
  public:
    static constexpr sdk::TypeInfo kType{.typeId = "counting", .displayName = "Counting"};

    CountingPlugin(const sdk::DspFormat&, const sdk::Config&) {}
};

} // namespace stellatune::bench

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, stellatune::sdk::dsp<stellatune::bench::CountingPlugin>());
