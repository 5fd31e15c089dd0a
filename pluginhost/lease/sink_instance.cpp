#include "pluginhost/lease/sink_instance.h"

#include "pluginhost/lease/text_transfer.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

Result<std::unique_ptr<SinkInstance>> SinkInstance::create(std::shared_ptr<const ModuleLease> lease,
                                                           std::string_view typeId, std::string_view config)
{
    std::unique_ptr<SinkInstance> instance(new SinkInstance(std::move(lease), std::string(typeId)));
    const StSinkType* type = instance->lease().library().sink(typeId);
    if (type == nullptr)
        return instance->noSuchType();
    auto made = instance->make<StSink>(
        [&](StSink* out, const StWriter* error) { return type->create(toStString(config), out, error); });
    if (!made)
        return made.error();
    instance->m_functions = *made;
    instance->m_stores = (type->flags & ST_SINK_STORES) != 0;
    const StSinkFunctions& f = **made;
    if (!hasAll(f.list_targets, f.negotiate, f.open, f.write, f.status, f.flush, f.reset, f.close))
        return instance->misbehaviour("create", "made a sink that lacks a function it must have");
    return instance;
}

Result<std::string> SinkInstance::listTargets()
{
    TextCollector text;
    Result<void> done =
        invoke("list_targets", [&] { return m_functions->list_targets(handle(), text.writer()); });
    if (!done)
        return done.error();
    return text.take();
}

Result<StSinkFormat> SinkInstance::negotiate(std::string_view target, const StSinkFormat& wanted)
{
    StSinkFormat accepted{};
    accepted.struct_size = sizeof accepted;
    Result<void> done = invoke("negotiate", [&] {
        return m_functions->negotiate(handle(), toStString(target), &wanted, &accepted);
    });
    if (!done)
        return done.error();
    if (accepted.channels < 1 || accepted.channels > 8 || accepted.sample_rate == 0)
        return misbehaviour("negotiate", fmt::format("answers {} channels at {} Hz", accepted.channels,
                                                     accepted.sample_rate));
    return accepted;
}

Result<void> SinkInstance::open(std::string_view target, const StSinkFormat& format)
{
    Result<void> done =
        invoke("open", [&] { return m_functions->open(handle(), toStString(target), &format); });
    if (done)
        m_channels = format.channels;
    return done;
}

Result<void> SinkInstance::beginTrack(std::string_view track)
{
    if (m_functions->begin_track == nullptr)
        return {};
    return invoke("begin_track", [&] { return m_functions->begin_track(handle(), toStString(track)); });
}

Result<uint32_t> SinkInstance::write(std::span<const float> interleaved)
{
    if (m_channels == 0)
        return misbehaviour("write", "was called before open");
    const auto frames = static_cast<uint32_t>(interleaved.size() / m_channels);
    uint32_t accepted = 0;
    Result<void> done =
        invoke("write", [&] { return m_functions->write(handle(), interleaved.data(), frames, &accepted); });
    if (!done)
        return done.error();
    if (accepted > frames)
        return misbehaviour("write", fmt::format("claims to have taken {} frames of {}", accepted, frames));
    return accepted;
}

Result<StSinkStatus> SinkInstance::status()
{
    StSinkStatus status{};
    status.struct_size = sizeof status;
    if (Result<void> done = invoke("status", [&] { return m_functions->status(handle(), &status); }); !done)
        return done.error();
    return status;
}

Result<void> SinkInstance::flush()
{
    return invoke("flush", [&] { return m_functions->flush(handle()); });
}

Result<void> SinkInstance::reset()
{
    return invoke("reset", [&] { return m_functions->reset(handle()); });
}

Result<void> SinkInstance::close()
{
    return invoke("close", [&] {
        m_channels = 0; // whatever the plugin makes of it
        return m_functions->close(handle());
    });
}

} // namespace stellatune
