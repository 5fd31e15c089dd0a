#include "app/playlist/sink_choices.h"

#include "engine/output/sink_address.h"

namespace stellatune {

DeviceChoice withoutTarget(const DeviceChoice& choice)
{
    const std::optional<SinkAddress> sink = sinkAddressOf(choice);
    return sink ? choiceOf({sink->pluginId, sink->typeId, {}}) : choice;
}

void rememberSink(SinkChoices& choices, const OutputSettings& output)
{
    if (const std::optional<SinkAddress> sink = sinkAddressOf(output.device))
        choices[withoutTarget(output.device).name] = {sink->target, output.sinkConfig};
}

bool takeBackRefused(OutputSettings& output, SinkChoices& choices, const SinkOutcome& outcome)
{
    bool isChanged = false;
    if (isSink(output.device, outcome.pluginId, outcome.typeId))
        isChanged = takeBackRefused(output.sinkConfig, outcome.outcome);
    if (const auto known = choices.find(choiceOf({outcome.pluginId, outcome.typeId, {}}).name);
        known != choices.end() && takeBackRefused(known->second.config, outcome.outcome))
        isChanged = true;
    return isChanged;
}

std::string sinkConfigOf(const DeviceChoice& device, const SinkChoices& choices)
{
    const auto known = isSink(device) ? choices.find(withoutTarget(device).name) : choices.end();
    return known != choices.end() ? known->second.config : std::string();
}

OutputSettings withDevice(OutputSettings output, const DeviceChoice& device, const SinkChoices& choices)
{
    const std::optional<SinkAddress> sink = sinkAddressOf(device);
    const auto known = choices.find(withoutTarget(device).name);
    output.device = device;
    output.sinkConfig = sinkConfigOf(device, choices);
    if (sink && sink->target.empty() && known != choices.end())
        output.device = choiceOf({sink->pluginId, sink->typeId, known->second.target});
    return output;
}

} // namespace stellatune
