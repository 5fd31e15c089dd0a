// What a worker gets to make instances of one type of one plugin.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/lease/decoder_instance.h"
#include "pluginhost/lease/dsp_instance.h"
#include "pluginhost/lease/lyrics_instance.h"
#include "pluginhost/lease/module_lease.h"
#include "pluginhost/lease/sink_instance.h"
#include "pluginhost/lease/source_instance.h"
#include "pluginhost/worker/worker_control.h"
#include "pluginhost/worker/worker_controller.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace stellatune {

/// The same for every capability. May be moved between threads; used by one.
struct WorkerEndpoint {
    std::string pluginId;
    CapabilityKind kind = CapabilityKind::Decoder;
    std::string typeId;
    /// The plugin's current lease. ErrorCode::NotFound when it is disabled or not installed, ErrorCode::Busy
    /// while it is being loaded; then a Recreate follows. Never waits.
    std::function<Result<std::shared_ptr<const ModuleLease>>()> acquire;
    /// Where the runtime says what shall become of the instances. As long as it lives the runtime writes to
    /// it.
    std::shared_ptr<WorkerMailbox> mailbox;
};

/// Makes instances on the thread that calls.
template <typename Instance>
typename WorkerController<Instance>::Factory factoryOf(const WorkerEndpoint& endpoint)
{
    return [acquire = endpoint.acquire,
            typeId = endpoint.typeId](const std::string& config) -> Result<std::unique_ptr<Instance>> {
        Result<std::shared_ptr<const ModuleLease>> lease = acquire();
        if (!lease)
            return lease.error();
        return Instance::create(std::move(*lease), typeId, config);
    };
}

/// DSP nodes are made for a format.
inline WorkerController<DspInstance>::Factory dspFactoryOf(const WorkerEndpoint& endpoint,
                                                           const StDspFormat& format)
{
    return [acquire = endpoint.acquire, typeId = endpoint.typeId,
            format](const std::string& config) -> Result<std::unique_ptr<DspInstance>> {
        Result<std::shared_ptr<const ModuleLease>> lease = acquire();
        if (!lease)
            return lease.error();
        return DspInstance::create(std::move(*lease), typeId, format, config);
    };
}

} // namespace stellatune
