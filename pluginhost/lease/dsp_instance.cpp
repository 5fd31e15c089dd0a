#include "pluginhost/lease/dsp_instance.h"

#include "pluginhost/lease/side_call.h"
#include "pluginhost/lease/text_transfer.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

bool DspInstance::supports(const ModuleLease& lease, std::string_view typeId, const StDspFormat& format)
{
    const StDspType* type = lease.library().dsp(typeId);
    if (type == nullptr || type->supports == nullptr)
        return type != nullptr;
    const SideCall call(lease, "supports");
    return type->supports(&format) == ST_OK;
}

Result<std::unique_ptr<DspInstance>> DspInstance::create(std::shared_ptr<const ModuleLease> lease,
                                                         std::string_view typeId, const StDspFormat& format,
                                                         std::string_view config)
{
    std::unique_ptr<DspInstance> instance(new DspInstance(std::move(lease), std::string(typeId)));
    const StDspType* type = instance->lease().library().dsp(typeId);
    if (type == nullptr)
        return instance->noSuchType();
    auto made = instance->make<StDsp>([&](StDsp* out, const StWriter* error) {
        return type->create(&format, toStString(config), out, error);
    });
    if (!made)
        return made.error();
    instance->m_functions = *made;
    if (!hasAll((*made)->info, (*made)->process, (*made)->reset))
        return instance->misbehaviour("create", "made a DSP node that lacks info, process or reset");
    if (Result<void> known = instance->refreshInfo(); !known)
        return known.error();
    return instance;
}

Result<void> DspInstance::refreshInfo()
{
    StDspInfo info{};
    info.struct_size = sizeof info;
    if (Result<void> done = invoke("info", [&] { return m_functions->info(handle(), &info); }); !done)
        return done;
    if (info.output_channels < 1 || info.output_channels > 8)
        return misbehaviour(
            "info", fmt::format("reports {} output channels; 1 to 8 are possible", info.output_channels));
    m_info = info;
    return {};
}

} // namespace stellatune
