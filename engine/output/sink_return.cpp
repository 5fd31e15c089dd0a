#include "engine/output/sink_return.h"

#include "engine/output/sink_session.h"

#include <algorithm>
#include <utility>

namespace stellatune {

namespace {

constexpr std::chrono::seconds kFirstPause{2};

/// A place that a sink does not find announces nothing when it is back, other than a plugin.
Error notNow(Error error)
{
    if (error.code == ErrorCode::NotFound)
        error.code = ErrorCode::DeviceUnavailable;
    return error;
}

Result<std::string> openOnce(SinkInstance& sink, const std::string& target, const OutputRequest& request)
{
    const Result<StSinkFormat> accepted = sink.negotiate(target, sinkFormatOf(request));
    if (!accepted)
        return notNow(accepted.error());
    if (const Result<void> opened = sink.open(target, *accepted); !opened)
        return notNow(opened.error());
    if (const Result<void> closed = sink.close(); !closed)
        return closed.error();
    return std::string();
}

} // namespace

void SinkReturn::await(AwaitSink wish, TimePoint now)
{
    m_awaited.reset();
    const std::optional<SinkAddress> address = sinkAddressOf(wish.choice);
    if (!address)
        return;
    Awaited awaited;
    awaited.address = *address;
    awaited.endpoint = bindSink(m_plugins, *address, [bell = m_bell] { bell->ring(); });
    awaited.tryAt = now + wish.firstTry;
    awaited.pause = std::max<std::chrono::milliseconds>(wish.firstTry, kFirstPause);
    awaited.wish = std::move(wish);
    m_awaited = std::move(awaited);
}

std::optional<DeviceChoice> SinkReturn::hasReturned(TimePoint now)
{
    if (!m_awaited)
        return std::nullopt;
    Awaited& awaited = *m_awaited;
    if (const auto control = awaited.endpoint.mailbox->takeLatest();
        control && control->kind == WorkerControl::Kind::Recreate) {
        // It is another one now: whatever an attempt before still does, it says nothing about this one.
        attempt();
        return std::nullopt;
    }
    if (awaited.attempt != nullptr) {
        const std::optional<Result<std::string>> result = awaited.attempt->result();
        if (!result)
            return std::nullopt;
        awaited.attempt.reset();
        if (*result) {
            DeviceChoice choice = awaited.wish.choice;
            m_awaited.reset();
            return choice;
        }
        awaited.pause = std::min<std::chrono::milliseconds>(2 * awaited.pause, kRarest);
        // A plugin that is not there announces itself when it comes.
        if (result->error().code != ErrorCode::NotFound)
            awaited.tryAt = now + awaited.pause;
    } else if (awaited.tryAt && now >= *awaited.tryAt) {
        attempt();
    }
    return std::nullopt;
}

void SinkReturn::attempt()
{
    Awaited& awaited = *m_awaited;
    awaited.tryAt.reset();
    awaited.attempt = std::make_unique<SinkErrand>(
        m_plugins, awaited.address, awaited.wish.config,
        [target = awaited.address.target, request = awaited.wish.request](SinkInstance& sink) {
            return openOnce(sink, target, request);
        },
        [bell = m_bell] { bell->ring(); });
}

} // namespace stellatune
