#include "pluginhost/lease/plugin_operation.h"

#include "pluginapi/abi/status.h"
#include "pluginhost/base/log.h"
#include "pluginhost/lease/first_size.h"
#include "pluginhost/lease/host_border.h"
#include "pluginhost/lease/kept_for_ever.h"
#include "pluginhost/lease/plugin_status.h"
#include "pluginhost/lease/text_transfer.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <mutex>
#include <utility>

namespace stellatune {

/// What the plugin tells that the operation has ended.
class PluginOperation::Notice {
  public:
    explicit Notice(std::function<void()> onEnd) : m_onEnd(std::move(onEnd)) {}

    void tell()
    {
        const std::lock_guard lock(m_mutex);
        if (m_onEnd && !m_isMuted)
            m_onEnd();
    }
    /// Whoever began the operation may be gone from now on.
    void mute()
    {
        const std::lock_guard lock(m_mutex);
        m_isMuted = true;
    }

  private:
    std::recursive_mutex m_mutex; ///< held while it tells, which may let go of the operation
    const std::function<void()> m_onEnd;
    bool m_isMuted = false;
};

PluginOperation::PluginOperation(std::shared_ptr<const ModuleLease> lease, std::function<void()> onEnd)
    : m_lease(std::move(lease)), m_domain("plugin." + m_lease->pluginId()),
      m_notice(std::make_shared<Notice>(std::move(onEnd)))
{}

Result<std::unique_ptr<PluginOperation>>
PluginOperation::begin(const std::shared_ptr<const ModuleLease>& lease, std::function<void()> onEnd,
                       const std::function<Result<void>(StNotifier, StOperation*)>& beginWith)
{
    // The notifier may be told before the plugin's begin function returns, so its context comes first.
    std::unique_ptr<PluginOperation> operation(new PluginOperation(lease, std::move(onEnd)));
    StOperation begun{};
    Result<void> done = beginWith(StNotifier{operation->m_notice.get(), &PluginOperation::notify}, &begun);
    if (!done)
        return done.error();
    const StOperationFunctions* f = begun.functions;
    if (isWhole(f) && f->destroy != nullptr)
        operation->m_operation = begun; // so that it can be ended
    if (operation->m_operation.handle == nullptr || f->poll == nullptr || f->wait == nullptr ||
        f->cancel == nullptr || f->last_error == nullptr) {
        Error error{ErrorCode::Internal, operation->m_domain,
                    "The plugin breaks the interface: it began an operation that lacks a function."};
        // What cannot be ended may still tell its notifier: that stays, and the library with it.
        if (operation->m_operation.handle == nullptr)
            operation->leaveForEver("it began an operation that cannot be ended");
        return error;
    }
    return operation;
}

PluginOperation::~PluginOperation()
{
    if (m_operation.handle == nullptr)
        return;
    if (!m_owner.isOwner()) {
        leaveForEver("an operation was let go of on a thread that does not own it");
        log(LogLevel::Error, m_domain,
            "operation.destroy was called from a thread that does not own the operation");
        assert(!"a plugin operation was let go of by a thread that does not own it");
        return;
    }
    static_cast<void>(enter("operation.destroy", [this] {
        m_operation.functions->destroy(m_operation.handle);
        return ST_OK;
    }));
}

void PluginOperation::leaveForEver(std::string why)
{
    m_notice->mute();
    keepForEver(m_notice);
    ModuleLease::keepForEver(m_lease, std::move(why));
}

void PluginOperation::notify(void* context)
{
    static_cast<void>(runForPlugin([context] {
        static_cast<Notice*>(context)->tell();
        return ST_OK;
    }));
}

Result<PluginOperation::State> PluginOperation::poll() const
{
    uint32_t state = ST_OPERATION_PENDING;
    const int32_t status =
        enter("operation.poll", [&] { return m_operation.functions->poll(m_operation.handle, &state); });
    return toState(status, state, "poll");
}

Result<PluginOperation::State> PluginOperation::wait(std::chrono::milliseconds limit) const
{
    const auto milliseconds =
        static_cast<uint32_t>(std::clamp<int64_t>(limit.count(), 0, std::numeric_limits<uint32_t>::max()));
    uint32_t state = ST_OPERATION_PENDING;
    const int32_t status = enter(
        "operation.wait",
        [&] { return m_operation.functions->wait(m_operation.handle, milliseconds, &state); },
        std::chrono::milliseconds(milliseconds));
    if (status == ST_ERR_TIMED_OUT)
        return State::Pending;
    return toState(status, state, "wait");
}

void PluginOperation::cancel()
{
    static_cast<void>(enter("operation.cancel", [this] {
        m_operation.functions->cancel(m_operation.handle);
        return ST_OK;
    }));
}

Result<std::string> PluginOperation::takeText()
{
    if (!m_owner.isOwner())
        return pluginError(ST_ERR_WRONG_THREAD, m_domain, "take_text", {});
    if (m_operation.functions->take_text == nullptr)
        return failure(ST_ERR_UNSUPPORTED, "take_text");
    TextCollector text;
    const int32_t status = enter("operation.take_text", [&] {
        return m_operation.functions->take_text(m_operation.handle, text.writer());
    });
    if (status != ST_OK)
        return failure(status, "take_text");
    return text.take();
}

Result<PluginOperation::OpenedStream> PluginOperation::takeStream()
{
    if (!m_owner.isOwner())
        return pluginError(ST_ERR_WRONG_THREAD, m_domain, "take_stream", {});
    if (m_operation.functions->take_stream == nullptr)
        return failure(ST_ERR_UNSUPPORTED, "take_stream");
    OpenedStream opened;
    TextCollector info;
    const int32_t status = enter("operation.take_stream", [&] {
        return m_operation.functions->take_stream(m_operation.handle, &opened.stream, info.writer());
    });
    if (status != ST_OK)
        return failure(status, "take_stream");
    opened.info = info.take();
    return opened;
}

Result<PluginOperation::State> PluginOperation::toState(int32_t status, uint32_t state,
                                                        const char* function) const
{
    if (status != ST_OK)
        return failure(status, function);
    switch (state) {
    case ST_OPERATION_PENDING:
        return State::Pending;
    case ST_OPERATION_READY:
        return State::Ready;
    case ST_OPERATION_CANCELLED:
        return State::Cancelled;
    case ST_OPERATION_FAILED:
        return State::Failed;
    default:
        return Error{ErrorCode::Internal, m_domain,
                     "The plugin breaks the interface: an operation is in a state that does not exist."};
    }
}

Error PluginOperation::failure(int32_t status, const char* function) const
{
    TextCollector words;
    const int32_t told = enter("operation.last_error", [&] {
        return m_operation.functions->last_error(m_operation.handle, words.writer());
    });
    return pluginError(status, m_domain, function, told == ST_OK ? words.text() : std::string());
}

} // namespace stellatune
